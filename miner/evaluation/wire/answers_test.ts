import { assertEquals } from "@std/assert";
import { ADVICE, type AdviceKind } from "../../../protocol/score/advice.ts";
import { parseAnswer, type Scored } from "./answers.ts";

const invalid = (advice: unknown) =>
  parseAnswer({ type: "invalid", rule: "graph", found: "x", advice });
const failed = (failure: unknown) => parseAnswer({ type: "failed", code: "data", failure });

Deno.test("every kind of advice arrives with its fields, and nothing else does", () => {
  const value = { number: 7, string: "7", exporter: "sklearn" };
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
    { kind: "export-opset", domain: "ai.onnx", opset: "17", exporter: "unknown" },
    { kind: "export-outputs", classes: null, exporter: "unknown" },
    { kind: "one-input", exporter: "constructor" },
    { kind: "export-input", type: "x".repeat(201), shape: "1", values: 1, exporter: "unknown" },
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

const DOUBLE = { name: "p", type: "double" };

/** Answers, most of whose fields are at their upper ends. */
const ANSWERS: Record<string, unknown>[] = [
  {
    type: "ready",
    engine: "native",
    version: "v".repeat(40),
    granted: Array.from({ length: 10 }, () => "p".repeat(20)),
  },
  { type: "loaded", rows: Number.MAX_SAFE_INTEGER, features: 0 },
  { type: "progress", done: 0, rows: 1 },
  { type: "samples", rows: 2, features: 3 },
  {
    type: "scored",
    score: 100_000,
    correct: 1,
    rows: 1,
    classes: 10,
    batch: 1,
    margins: false,
    root: `0x${"a0".repeat(32)}`,
    hints: [
      { kind: "raw-logit", rows: 7 },
      { kind: "outside-classes", rows: 7, lowest: -1, highest: 2 ** 31 - 1, classes: 10 },
      { kind: "never-predicted", count: 90, labels: Array(10).fill(65_535) },
      {
        kind: "outputs-passed-over",
        outputs: Array(10).fill({ name: "n".repeat(200), type: "double" }),
      },
    ],
    parameters: 1,
    multiplyAdds: 1,
    milliseconds: { unpack: 0.5, admit: 1, load: 1, run: 1 },
  },
  { type: "failed", code: "memory", reason: "m".repeat(2_000) },
];

Deno.test("answers within their bounds are taken as they are", () => {
  for (const answer of ANSWERS) assertEquals(parseAnswer(answer), answer as never);
  const { root: _, ...without } = ANSWERS[4]!;
  assertEquals(parseAnswer(without), without as never);
});

Deno.test("the names in a hint are untrusted text", () => {
  const outputs = [{ name: "a\u202eb", type: "int32" }];
  const answer = parseAnswer({ ...ANSWERS[4], hints: [{ kind: "outputs-passed-over", outputs }] });
  assertEquals((answer as Scored).hints, [
    { kind: "outputs-passed-over", outputs: [{ name: "a\\u{202e}b", type: "int32" }] },
  ]);
});

Deno.test("answers are refused with a field too much, too few, or beyond its bounds", () => {
  for (const answer of ANSWERS) {
    assertEquals(parseAnswer({ ...answer, more: 1 }), undefined);
    for (const [field, value] of Object.entries(answer)) {
      if (field !== "root") assertEquals(parseAnswer({ ...answer, [field]: undefined }), undefined);
      const beyond = typeof value === "string"
        ? [`${value}${"x".repeat(2_001)}`, 7]
        : typeof value === "number"
        ? [-1, 0.5, 2 ** 53, "1"]
        : [null];
      for (const other of beyond) {
        assertEquals(parseAnswer({ ...answer, [field]: other }), undefined, `${field}: ${other}`);
      }
    }
  }
  const [ready, , , , scored] = ANSWERS as [Record<string, unknown>, ...Record<string, unknown>[]];
  for (
    const change of [
      { version: "v".repeat(41) },
      { engine: "other" },
      { granted: ["p".repeat(21)] },
      { granted: Array(11).fill("") },
    ]
  ) assertEquals(parseAnswer({ ...ready, ...change }), undefined);
  for (
    const change of [
      { score: 100_001 },
      { root: `0x${"A0".repeat(32)}` },
      { root: `0x${"a0".repeat(31)}` },
      { milliseconds: { unpack: 1, admit: 1, load: 1 } },
      { hints: Array(5).fill(0).map((_, rows) => ({ kind: "raw-logit", rows })) },
      { hints: Array(2).fill({ kind: "raw-logit", rows: 1 }) },
      { hints: [{ kind: "raw-logit", rows: -1 }] },
      { hints: [{ kind: "raw-logit", rows: 1, more: 1 }] },
      { hints: [{ kind: "send-money" }] },
      { hints: [{ kind: "outside-classes", rows: 1, lowest: -2, highest: 1, classes: 2 }] },
      { hints: [{ kind: "outside-classes", rows: 1, lowest: 3, highest: 2 ** 31, classes: 2 }] },
      { hints: [{ kind: "never-predicted", count: 11, labels: Array(11).fill(1) }] },
      { hints: [{ kind: "outputs-passed-over", outputs: Array(11).fill(DOUBLE) }] },
      { hints: [{ kind: "outputs-passed-over", outputs: [{ ...DOUBLE, type: "float" }] }] },
      { hints: [{ kind: "outputs-passed-over", outputs: [{ ...DOUBLE, name: "n".repeat(201) }] }] },
    ]
  ) assertEquals(parseAnswer({ ...scored, ...change }), undefined);
});
