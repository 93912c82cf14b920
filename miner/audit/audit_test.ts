import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import type { DataSet } from "../dataset/data_set.ts";
import { auditData, type Audited } from "./audit.ts";
import type { DuplicatesFinding, Finding } from "./finding.ts";
import { sayFinding } from "./sentences.ts";
import { chiSquaredTail, testRuns, twoSided } from "./statistics.ts";

/** Numbers from 0 to 1 that do not change from run to run: Mulberry32. */
function randomOf(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const FEATURES = 6;

/** Sound data: noisy columns that each say a little, shuffled labels. */
function sound(rows = 600, classes = 3, seed = 1): DataSet {
  const random = randomOf(seed);
  const labels = Int32Array.from({ length: rows }, () => Math.floor(random() * classes));
  const inputs = Float32Array.from(
    { length: rows * FEATURES },
    (_, at) => random() * 4 + labels[Math.floor(at / FEATURES)]! * (at % FEATURES) / 6,
  );
  return { rows, features: FEATURES, inputs, labels };
}

/** `overlap` and `duplicates` are one type. */
type Found<C> = C extends "duplicates" | "overlap" ? DuplicatesFinding
  : Extract<Finding, { check: C }>;

async function audited(test: DataSet, more: Partial<Audited> = {}) {
  const { findings } = await auditData({
    test,
    classes: 3,
    isImage: false,
    byteLimit: 100,
    sealed: false,
    ...more,
  });
  const of = <C extends Finding["check"]>(check: C) =>
    findings.find((finding) => finding.check === check) as Found<C>;
  return { findings, of };
}

const levels = (findings: Finding[]) =>
  Object.fromEntries(
    findings.flatMap(({ check, level }) => level === "fine" ? [] : [[check, level]]),
  );

/** Each row's values are changed in place. */
function change({ inputs, rows }: DataSet, column: number, valueOf: (row: number) => number): void {
  for (let row = 0; row < rows; row++) inputs[row * FEATURES + column] = valueOf(row);
}

Deno.test("nothing is said against sound data", async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const { findings } = await audited(sound(600, 3, seed), {
      validation: sound(600, 3, seed + 1_000),
    });
    assertEquals(levels(findings), {}, `seed ${seed}`);
  }
});

Deno.test("labels in order are found: sorted, in turn, in blocks, drifting", async () => {
  const orders: [string, (row: number) => number][] = [
    ["sorted", (row) => Math.floor(row / 200)],
    ["in turn", (row) => row % 3],
    ["in blocks", (row) => Math.floor(row / 10) % 3],
  ];
  for (const [what, labelOf] of orders) {
    const data = sound();
    data.labels.forEach((_, row) => data.labels[row] = labelOf(row));
    const { of } = await audited(data);
    assertEquals(of("order").level, "serious", what);
  }
  // A class that becomes more frequent towards the end.
  const random = randomOf(9);
  const data = sound(3_000);
  data.labels.forEach((_, row) => data.labels[row] = random() < row / 3_000 ? 2 : 0);
  const { of } = await audited(data);
  assertEquals(of("order").level, "serious");
  assert(of("order").drift > 0.25);
});

Deno.test("equal rows are counted and named, and those with two labels", async () => {
  const data = sound();
  const copy = (from: number, to: number) =>
    data.inputs.copyWithin(to * FEATURES, from * FEATURES, (from + 1) * FEATURES);
  copy(3, 10);
  copy(3, 20);
  data.labels[10] = data.labels[3]!;
  data.labels[20] = (data.labels[3]! + 1) % 3;
  const { of } = await audited(data);
  assertEquals(of("duplicates"), {
    check: "duplicates",
    level: "look",
    rows: 600,
    equal: 2,
    contradicting: 1,
    examples: [{ row: 11, equals: 4 }, { row: 21, equals: 4 }],
  });
  for (let row = 1; row < 60; row++) copy(0, row);
  assertEquals((await audited(data)).of("duplicates").level, "serious");
});

Deno.test("rows of the validation set within the test set are found, and one different bit is seen", async () => {
  const [test, validation] = [sound(), sound(500, 3, 2)];
  validation.inputs.set(test.inputs.subarray(7 * FEATURES, 20 * FEATURES), 30 * FEATURES);
  // Nearly equal is not equal.
  validation.inputs[42 * FEATURES] = validation.inputs[42 * FEATURES]! + 1e-5;
  const { of } = await audited(test, { validation });
  const { level, equal, examples } = of("overlap");
  assertEquals([level, equal, examples[0]], ["serious", 12, { row: 8, equals: 31 }]);
});

Deno.test("bytes are compared as floats are", async () => {
  const rows = 100;
  const random = randomOf(4);
  const inputs = Uint8Array.from({ length: rows * FEATURES }, () => random() * 256);
  inputs.copyWithin(50 * FEATURES, 0, FEATURES);
  const labels = Int32Array.from({ length: rows }, () => random() * 3);
  const { of } = await audited({ rows, features: FEATURES, inputs, labels });
  assertEquals(of("duplicates").examples, [{ row: 51, equals: 1 }]);
});

Deno.test("a column that decides the label is found, in any coding", async () => {
  const codings: [string, (label: number, random: () => number) => number][] = [
    ["the label itself", (label) => label],
    ["other numbers", (label) => [7, -3, 2][label]!],
    ["ranges", (label, random) => label * 10 + random()],
  ];
  for (const [what, code] of codings) {
    const data = sound();
    const random = randomOf(5);
    change(data, 4, (row) => code(data.labels[row]!, random));
    const { of } = await audited(data);
    assertEquals([of("leak").level, of("leak").columns[0]?.column], ["serious", 4], what);
    assertEquals(of("leak").deciding, 1, what);
  }
  const data = sound();
  const random = randomOf(6);
  change(data, 4, (row) => random() < 0.05 ? 0 : data.labels[row]!);
  assertEquals((await audited(data)).of("leak").level, "look", "nearly");
  change(data, 4, (row) => row);
  assertEquals((await audited(data)).of("leak").level, "fine", "another number in each row");
});

Deno.test("classes that are absent or alone, and columns with one value, are found", async () => {
  const data = sound();
  assertEquals((await audited(data, { classes: 4 })).of("balance").absent, {
    count: 1,
    first: [3],
  });
  change(data, 2, () => 5);
  const { of } = await audited(data);
  assertEquals([of("constant").level, of("constant").first], ["look", [2]]);
  assertEquals((await audited(data, { isImage: true })).of("constant").level, "fine");
  data.labels.fill(1, 5);
  assertEquals((await audited(data)).of("balance").level, "serious");
  data.inputs.fill(0);
  assertEquals((await audited(data)).of("constant").level, "serious");
});

Deno.test("missing values: a column of nothing else is constant, one that is missing by the label gives it away", async () => {
  const data = sound();
  const random = randomOf(5);
  change(data, 1, () => NaN);
  const holes = (at: number, share: number) => random() < share ? NaN : data.inputs[at]!;
  change(data, 3, (row) => holes(row * FEATURES + 3, 0.3));
  const honest = await audited(data);
  assertEquals(levels(honest.findings), { constant: "look" });
  assertEquals(honest.of("constant").first, [1]);
  const { right, rows } = honest.of("trivial");
  // Of three classes: better than a guess, so the means are numbers.
  assert(right > 0.45 * rows);
  const two = { ...data, labels: data.labels.map((label) => label % 2) };
  change(two, 5, (row) => two.labels[row] === 1 ? NaN : random());
  const leak = (await audited(two, { classes: 2 })).of("leak");
  assertEquals([leak.level, leak.columns[0]], ["serious", { column: 5, right: 1 }]);
});

Deno.test("a trivial model's ties are counted, and a contest that it wins is named", async () => {
  const data = sound();
  data.inputs.forEach((_, at) => {
    data.inputs[at] = at % FEATURES === data.labels[Math.floor(at / FEATURES)] ? 1 : 0;
  });
  const easy = (await audited(data)).of("trivial");
  assertEquals([easy.level, easy.right, easy.ties, easy.from], ["look", 600, 0, "other half"]);
  // Means at 0 and 1 from a validation set; rows halfway.
  const line = (values: number[], labels: number[]): DataSet => ({
    rows: values.length,
    features: 1,
    inputs: Float32Array.from(values),
    labels: Int32Array.from(labels),
  });
  const { of } = await audited(line([0.5, 0.1, 0.9, 0.5], [0, 0, 1, 1]), {
    validation: line([0, 1], [0, 1]),
    classes: 2,
  });
  const { ties, right, from, level } = of("trivial");
  assertEquals([ties, right, from, level], [2, 3, "validation", "look"]);
});

Deno.test("labels that fit into a package are named, unless they are sealed", async () => {
  const data = sound();
  const of = async (byteLimit: number, sealed: boolean) =>
    (await audited(data, { byteLimit, sealed })).of("memory");
  const open = await of(1_000_000, false);
  assertEquals(open.level, "look");
  assertAlmostEquals(open.entropy, Math.log2(3), 0.01);
  assertEquals(open.bytes, Math.ceil(600 * (open.entropy + 2.5) / 8));
  assertEquals([(await of(1_000_000, true)).level, (await of(100, false)).level], ["fine", "fine"]);
});

Deno.test("every sentence has its numbers, and a remedy unless all is fine", async () => {
  const data = sound();
  data.labels.forEach((_, row) => data.labels[row] = Math.floor(row / 200));
  const { findings } = await audited(data, { validation: data });
  const names = { column: (index: number) => `column ${index + 1}`, label: String };
  for (const finding of findings) {
    const { message, remedy } = sayFinding(finding, names);
    assertEquals(remedy === undefined, finding.level === "fine", message);
    assert(!/undefined|NaN|\.$/.test(message), message);
  }
});

Deno.test("probabilities are those of tables", () => {
  assertAlmostEquals(twoSided(1.959964), 0.05, 1e-6);
  assertAlmostEquals(twoSided(-5) / 5.733e-7, 1, 1e-3);
  assertAlmostEquals(chiSquaredTail(5.991, 2), 0.05, 2e-3);
  assertAlmostEquals(chiSquaredTail(16.919, 9), 0.05, 1e-3);
});

Deno.test("the expected equal neighbours are the mean over every order", () => {
  const orders = (rest: number[]): number[][] =>
    rest.length === 0
      ? [[]]
      : rest.flatMap((label, at) => orders(rest.toSpliced(at, 1)).map((more) => [label, ...more]));
  const found = orders([0, 0, 0, 1, 1, 2]).map((labels) =>
    testRuns(Int32Array.from(labels), Float64Array.of(3, 2, 1))
  );
  const mean = found.reduce((sum, { equal }) => sum + equal, 0) / found.length;
  assertAlmostEquals(found[0]?.expected ?? 0, mean, 1e-9);
});

Deno.test("a column of noise guesses no better than the most frequent label", async () => {
  const random = randomOf(8);
  const rows = 600;
  const inputs = Float32Array.from({ length: rows * FEATURES }, random);
  const labels = Int32Array.from({ length: rows }, () => Math.floor(random() * 3));
  const { of } = await audited({ rows, features: FEATURES, inputs, labels });
  for (const { right } of of("leak").columns) assert(right < 0.42, String(right));
});
