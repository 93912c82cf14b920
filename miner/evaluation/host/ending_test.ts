import { assertEquals } from "@std/assert";
import { type Allowance, endingOf, type Status } from "./ending.ts";
import type { LastWords } from "./last_words.ts";

const GIVEN: Allowance = { memory: 5e8, spent: false };
const SILENT: LastWords = { line: "", telling: false, memory: false };
const SAID: LastWords = { line: "out of memory", telling: true, memory: true };
const OTHER: LastWords = { line: "error: no such thing", telling: true, memory: false };
const by = (signal: Deno.Signal, code: number): Status => ({ code, signal });
const exit = (code: number): Status => ({ code, signal: null });

const CASES: [string, Status, LastWords, Allowance, ReturnType<typeof endingOf>][] = [
  ["it says that memory ran out", by("SIGTRAP", 133), SAID, GIVEN, {
    why: "memory",
    message: "It ended for want of memory (SIGTRAP, at most 500 MB): out of memory",
  }],
  ["it says so and ends in order", exit(1), SAID, GIVEN, {
    why: "memory",
    message: "It ended for want of memory (code 1, at most 500 MB): out of memory",
  }],
  ["it says so where the kernel sets no limit", by("SIGABRT", 134), SAID, {
    memory: undefined,
    spent: false,
  }, { why: "memory", message: "It ended for want of memory (SIGABRT): out of memory" }],
  ["only the signal tells", by("SIGABRT", 134), SILENT, GIVEN, {
    why: "memory",
    message: "It ended without a reason, most likely for want of memory (SIGABRT, at most 500 MB)",
  }],
  ["only the signal tells, as bubblewrap passes it on", exit(133), SILENT, GIVEN, {
    why: "memory",
    message: "It ended without a reason, most likely for want of memory (SIGTRAP, at most 500 MB)",
  }],
  ["the signal without a limit", by("SIGTRAP", 133), SILENT, { memory: undefined, spent: false }, {
    why: "ended",
    message: "It ended without an answer (SIGTRAP)",
  }],
  ["the signal and another reason", by("SIGABRT", 134), OTHER, GIVEN, {
    why: "ended",
    message: "It ended without an answer (SIGABRT): error: no such thing",
  }],
  ["a fault", exit(139), SILENT, GIVEN, {
    why: "ended",
    message: "It ended without an answer (SIGSEGV)",
  }],
  ["it left", exit(0), SILENT, GIVEN, {
    why: "ended",
    message: "It ended without an answer (code 0)",
  }],
  ["it was killed before its processor time can have been used up", exit(137), SILENT, GIVEN, {
    why: "memory",
    message: "It was killed from outside, most likely for want of memory on this machine " +
      "(SIGKILL, at most 500 MB)",
  }],
  ["it was killed when that may be", by("SIGKILL", 137), SILENT, { memory: 5e8, spent: true }, {
    why: "ended",
    message: "It was killed for its processor time (SIGKILL)",
  }],
];

for (const [name, status, said, given, expected] of CASES) {
  Deno.test(`why a child ended: ${name}`, () => {
    assertEquals(endingOf(status, said, given), expected);
  });
}
