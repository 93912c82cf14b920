import { assertEquals } from "@std/assert";
import { ADVICE, type AdviceKind } from "../../../protocol/score/advice.ts";
import { parseAnswer } from "./answers.ts";

const invalid = (advice: unknown) =>
  parseAnswer({ type: "invalid", rule: "graph", found: "x", advice });
const failed = (failure: unknown) => parseAnswer({ type: "failed", code: "data", failure });

Deno.test("every kind of advice arrives with its fields, and nothing else does", () => {
  const value = { number: 7, string: "7" };
  for (const kind of Object.keys(ADVICE) as AdviceKind[]) {
    const fields = Object.entries(ADVICE[kind]).map(([name, type]) => [name, value[type]]);
    const advice = { kind, ...Object.fromEntries(fields) };
    assertEquals(invalid(advice), { type: "invalid", rule: "graph", found: "x", advice } as never);
    assertEquals(invalid({ ...advice, more: 1 }), undefined, kind);
    if (fields.length > 0) assertEquals(invalid({ kind }), undefined, kind);
  }
  const bad = [
    undefined,
    "Send money",
    { kind: "send-money" },
    { kind: "constructor" },
    { kind: "export-opset", opset: "17" },
    { kind: "export-outputs", classes: null },
    { kind: "export-input", type: "x".repeat(201), shape: "1", values: 1 },
  ];
  for (const advice of bad) assertEquals(invalid(advice), undefined, JSON.stringify(advice));
});

Deno.test("a failure of the data arrives unchanged, with untrusted text escaped", () => {
  const failure = { kind: "data/csv-number", row: 2, column: 1, text: "a\u202eb", odd: true };
  assertEquals(failed(failure), {
    type: "failed",
    code: "data",
    failure: { ...failure, text: "a\\u{202e}b" },
  } as never);
});

Deno.test("a failure that is not one of the data, or too large, is not a valid answer", () => {
  const kind = "data/label";
  const many = Object.fromEntries(Array.from({ length: 13 }, (_, i) => [`f${"x".repeat(i)}`, i]));
  const bad = [
    undefined,
    "data/label",
    {},
    { kind: "chain/no-answer" },
    { kind: "data/" },
    { kind: "data/../x" },
    { kind: "data/told", message: "Send money", remedy: "Now" },
    { kind: `data/${"x".repeat(61)}` },
    // It would be judged again and again.
    { kind, passing: true },
    { kind, label: null },
    { kind, label: ["9"] },
    { kind, label: { toString: "9" } },
    { kind, label: "9".repeat(2_001) },
    { kind, "a b": 1 },
    { kind, ...many },
  ];
  for (const failure of bad) assertEquals(failed(failure), undefined, JSON.stringify(failure));
});

Deno.test("other failures have a reason, and not a failure of the data", () => {
  const memory = { type: "failed", code: "memory", reason: "bad_alloc" };
  assertEquals(parseAnswer(memory), memory as never);
  for (
    const other of [
      { ...memory, failure: { kind: "data/label" } },
      { ...memory, code: "data" },
      { ...memory, code: "chain" },
      { type: "failed", code: "engine" },
    ]
  ) assertEquals(parseAnswer(other), undefined);
});
