import { assertEquals } from "@std/assert";
import type { ChildFacts, EvaluationFailure } from "../../evaluation/failures.ts";
import { tellFailure } from "./tell.ts";

const WORDS: [facts: ChildFacts, says: string][] = [
  [{ how: "late", seconds: 2.5 }, "it was killed after 2.5 s, its limit"],
  [
    { how: "memory", sign: "said", status: "SIGTRAP", memory: 5e8, said: "out of memory" },
    "it exited for lack of memory (SIGTRAP, at most 500 MB): out of memory",
  ],
  [
    { how: "memory", sign: "said", status: "SIGABRT", said: "out of memory" },
    "it exited for lack of memory (SIGABRT): out of memory",
  ],
  [
    { how: "memory", sign: "silent", status: "SIGABRT", memory: 5e8 },
    "it exited without a reason, most likely for lack of memory (SIGABRT, at most 500 MB)",
  ],
  [
    { how: "memory", sign: "killed", status: "SIGKILL", memory: 5e8 },
    "it was killed from outside, most likely for lack of memory on this machine " +
    "(SIGKILL, at most 500 MB)",
  ],
  [
    { how: "ended", sign: "processor", status: "SIGKILL" },
    "it was killed at its limit of processor time (SIGKILL)",
  ],
  [
    { how: "ended", sign: "ended", status: "SIGABRT", said: "error: no such thing" },
    "it exited without an answer (SIGABRT): error: no such thing",
  ],
  [{ how: "ended", sign: "ended", status: "code 0" }, "it exited without an answer (code 0)"],
  [
    { how: "ended", sign: "silence", said: "warning: slow" },
    "it closed its pipe without an answer: warning: slow",
  ],
  [{ how: "protocol", sign: "nonsense" }, "its answer breaks the protocol"],
  [{ how: "protocol", sign: "impossible" }, "its answer is impossible"],
  [
    { how: "protocol", sign: "permitted" },
    "it kept permissions that it should have given up",
  ],
  [{ how: "protocol", sign: "frame", reason: "Frame cut short" }, "Frame cut short"],
  [
    { how: "memory", sign: "answered", reason: "bad_alloc" },
    "it gave up for lack of memory: bad_alloc",
  ],
  [{ how: "engine", sign: "answered", reason: "No such rows" }, "No such rows"],
];

Deno.test("what a child did is reported, and more memory is advised only if it helps", () => {
  for (const [facts, says] of WORDS) {
    const failure: EvaluationFailure = { kind: "evaluator/child", ...facts };
    const { message, remedy } = tellFailure(failure);
    assertEquals(message, `The evaluator failed: ${says}`);
    assertEquals(remedy.startsWith("Raise --memory"), facts.how === "memory", says);
    assertEquals(remedy.startsWith("The model is not judged"), facts.how !== "memory", says);
  }
});
