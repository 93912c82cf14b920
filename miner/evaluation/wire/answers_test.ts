import { assertEquals } from "@std/assert";
import { parseAnswer } from "./answers.ts";

/** An answer of each kind, whose every field is at its upper end. */
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
    parameters: 1,
    multiplyAdds: 1,
    milliseconds: { unpack: 0.5, admit: 1, load: 1, run: 1 },
  },
  { type: "invalid", rule: "r".repeat(2_000), found: "f", remedy: "" },
  { type: "failed", code: "memory", message: "m".repeat(2_000), remedy: "" },
];

Deno.test("answers within their bounds are taken as they are", () => {
  for (const answer of ANSWERS) assertEquals(parseAnswer(answer), answer as never);
  const { root: _, ...without } = ANSWERS[4]!;
  assertEquals(parseAnswer(without), without as never);
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
    ]
  ) assertEquals(parseAnswer({ ...scored, ...change }), undefined);
});

Deno.test("sentences of a child cannot move a cursor", () => {
  const said = parseAnswer({ type: "invalid", rule: "graph", found: "a\x1b[2J", remedy: "b\n" });
  assertEquals(said, { type: "invalid", rule: "graph", found: "a\\u{1b}[2J", remedy: "b\\u{a}" });
});
