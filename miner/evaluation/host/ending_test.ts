import { assertEquals } from "@std/assert";
import type { ChildEnding } from "../failures.ts";
import { type Allowance, endingOf, type Status } from "./ending.ts";
import type { LastWords } from "./last_words.ts";

const GIVEN: Allowance = { memory: 5e8, spent: false };
const SILENT: LastWords = { line: "", telling: false, memory: false };
const SAID: LastWords = { line: "out of memory", telling: true, memory: true };
const OTHER: LastWords = { line: "error: no such thing", telling: true, memory: false };
const by = (signal: Deno.Signal, code: number): Status => ({ code, signal });
const exit = (code: number): Status => ({ code, signal: null });

const CASES: [string, Status, LastWords, Allowance, ChildEnding][] = [
  ["it says that memory ran out", by("SIGTRAP", 133), SAID, GIVEN, {
    how: "memory",
    sign: "said",
    status: "SIGTRAP",
    memory: 5e8,
    said: "out of memory",
  }],
  ["it says so and ends in order", exit(1), SAID, GIVEN, {
    how: "memory",
    sign: "said",
    status: "code 1",
    memory: 5e8,
    said: "out of memory",
  }],
  ["it says so where the kernel sets no limit", by("SIGABRT", 134), SAID, {
    memory: undefined,
    spent: false,
  }, {
    how: "memory",
    sign: "said",
    status: "SIGABRT",
    memory: undefined,
    said: "out of memory",
  }],
  ["only the signal tells", by("SIGABRT", 134), SILENT, GIVEN, {
    how: "memory",
    sign: "silent",
    status: "SIGABRT",
    memory: 5e8,
    said: undefined,
  }],
  ["only the signal tells, as bubblewrap passes it on", exit(133), SILENT, GIVEN, {
    how: "memory",
    sign: "silent",
    status: "SIGTRAP",
    memory: 5e8,
    said: undefined,
  }],
  ["the signal without a limit", by("SIGTRAP", 133), SILENT, { memory: undefined, spent: false }, {
    how: "ended",
    sign: "ended",
    status: "SIGTRAP",
    said: undefined,
  }],
  ["the signal and another reason", by("SIGABRT", 134), OTHER, GIVEN, {
    how: "ended",
    sign: "ended",
    status: "SIGABRT",
    said: "error: no such thing",
  }],
  ["a fault", exit(139), SILENT, GIVEN, {
    how: "ended",
    sign: "ended",
    status: "SIGSEGV",
    said: undefined,
  }],
  ["it left", exit(0), SILENT, GIVEN, {
    how: "ended",
    sign: "ended",
    status: "code 0",
    said: undefined,
  }],
  ["it was killed before its processor time can have been used up", exit(137), SILENT, GIVEN, {
    how: "memory",
    sign: "killed",
    status: "SIGKILL",
    memory: 5e8,
    said: undefined,
  }],
  ["it was killed when that may be", by("SIGKILL", 137), SILENT, { memory: 5e8, spent: true }, {
    how: "ended",
    sign: "processor",
    status: "SIGKILL",
    said: undefined,
  }],
];

for (const [name, status, said, given, expected] of CASES) {
  Deno.test(`why a child ended: ${name}`, () => {
    assertEquals(endingOf(status, said, given), expected);
  });
}
