import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { loadCore } from "../../../core-wasm/mod.ts";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import type { Output } from "../engine/engine.ts";
import { type OutputReader, type ReadOptions, readOutput } from "./read_output.ts";

const core = loadCore();
const floats = (dims: number[], ...data: number[]): Output => ({
  type: "float32",
  dims,
  data: Float32Array.from(data),
});

/** Reads the rest, and gives the core's memory back. */
function finished(reader: OutputReader): Int32Array {
  const predictions = reader.finish().predictions.copy();
  reader.release();
  return predictions;
}

Deno.test("scores become the index of the largest, the lower one on a tie", () => {
  const reader = readOutput(core, "scores", 3);
  reader.take(floats([2, 3], 1, 5, 2, 7, 0, 7), 2, 2);
  reader.take(floats([1, 3], -3, -2, -1), 1, 1);
  assertEquals(finished(reader), Int32Array.of(1, 0, 2));
});

Deno.test("probabilities become 1 from one half on, labels stay unchanged", () => {
  const probability = readOutput(core, "probability", 2);
  probability.take(floats([2, 1], 0.5, 0.49), 2, 2);
  assertEquals(finished(probability), Int32Array.of(1, 0));
  const labels = readOutput(core, "labels", 3);
  labels.take({ type: "int64", dims: [3], data: BigInt64Array.of(4n, -7n, 1n << 40n) }, 3, 3);
  assertEquals(finished(labels), Int32Array.of(4, -1, -1));
});

Deno.test("padding rows of a fixed batch do not count, not even as NaN", () => {
  const reader = readOutput(core, "scores", 1);
  reader.take(floats([2, 2], 0, 1, NaN, NaN), 1, 2);
  assertEquals(finished(reader), Int32Array.of(1));
});

Deno.test("NaN, too few rows, another width and another type are the model's fault", () => {
  const refuses = (says: string, ...outputs: (Output | undefined)[]) =>
    assertThrows(
      () => {
        const reader = readOutput(core, "scores", 2 * outputs.length);
        for (const output of outputs) reader.take(output, 2, 2);
        reader.finish();
      },
      InvalidModel,
      says,
    );
  refuses("NaN", floats([2, 2], 0, 1, NaN, 0));
  refuses("has 1 rows for 2 samples", floats([1, 4], 0, 1, 2, 3));
  refuses("has 0 rows", undefined);
  refuses("[2, 3]", floats([2, 2], 1, 2, 3, 4), floats([2, 3], 1, 2, 3, 4, 5, 6));
  refuses("[2, 1]", floats([2, 1], 1, 2));
  refuses("float16", { type: "float16", dims: [2, 2], data: new Uint16Array(4) });
});

Deno.test("long runs are read in parts, wide ones at once", () => {
  const rows = 40_000;
  const reader = readOutput(core, "scores", rows);
  for (let row = 0; row < rows; row++) reader.take(floats([1, 2], row % 2, 0.5), 1, 1);
  assertEquals(finished(reader), Int32Array.from({ length: rows }, (_, row) => 1 - row % 2));
  const wide = readOutput(core, "scores", 2);
  for (const at of [39_999, 7]) {
    const data = new Float32Array(40_000);
    data[at] = 1;
    wide.take({ type: "float32", dims: [1, 40_000], data }, 1, 1);
  }
  assertEquals(finished(wide), Int32Array.of(39_999, 7));
});

Deno.test("margins are the lead of the label, and the distance to the right one", () => {
  const margins = {
    lead: new Float32Array(3),
    miss: new Float32Array(3),
    labels: Int32Array.of(1, 2, 9),
  };
  const reader = readOutput(core, "scores", 3, { margins });
  reader.take(floats([3, 3], 1, 5, 3, 7, 6.5, 1, 0, 2, 1), 3, 3);
  finished(reader);
  assertEquals([...margins.lead], [2, 0.5, 1]);
  assertEquals([...margins.miss], [0, 6, 1]);
  const sure = { ...margins, labels: Int32Array.of(0, 0, 1) };
  const probability = readOutput(core, "probability", 3, { margins: sure });
  probability.take(floats([3, 1], 0.9, 0.1, 0.5), 3, 3);
  finished(probability);
  assertAlmostEquals(sure.lead[0]!, 0.8, 1e-6);
  assertAlmostEquals(sure.miss[0]!, 0.8, 1e-6);
  assertEquals([sure.miss[1], sure.lead[2]], [0, 0]);
});

Deno.test("rows are passed on as the engine returned them: each once, in order, and only those that count", () => {
  const seen: [string, number][] = [];
  const onRows: ReadOptions["onRows"] = (rows, rowBytes) => {
    const bytes = rows instanceof Uint8Array ? rows : rows.view;
    seen.push([bytes.toHex(), rowBytes]);
  };
  const scores = readOutput(core, "scores", 3, { onRows });
  scores.take(floats([2, 2], 1, -0, 0, 1), 2, 2);
  scores.take(floats([2, 2], 1, 2, NaN, NaN), 1, 2);
  finished(scores);
  const labels = readOutput(core, "labels", 1, { onRows });
  labels.take({ type: "int64", dims: [2], data: BigInt64Array.of(-2n, 7n) }, 1, 2);
  finished(labels);
  assertEquals(seen, [
    ["0000803f000000800000000000" + "00803f0000803f00000040", 8],
    ["feffffffffffffff", 8],
  ]);
});

Deno.test("an output with NaN is refused before it is passed on", () => {
  const reader = readOutput(core, "scores", 1, {
    onRows: () => {
      throw new Error("shown");
    },
  });
  reader.take(floats([1, 2], NaN, 1), 1, 1);
  assertThrows(() => reader.finish(), InvalidModel, "NaN");
});

Deno.test("rows whose probability is not from 0 to 1 are counted, and other outputs have none", () => {
  const count = (kind: "probability" | "scores", output: Output) => {
    const reader = readOutput(core, kind, 4);
    reader.take(output, 4, 4);
    const { improbable } = reader.finish();
    reader.release();
    return improbable;
  };
  assertEquals(count("probability", floats([4, 1], 0, 1, -1e-9, 1.5)), 2);
  assertEquals(count("probability", floats([4, 1], 0, 1, 0.5, -0)), 0);
  assertEquals(count("scores", floats([4, 2], 9, 1, -2, 1, 2, 3, 4, 5)), 0);
});

Deno.test("the core's memory may grow between two batches", () => {
  const small = loadCore();
  const reader = readOutput(small, "scores", 5, {
    onRows: () => void small.unshuffle(new Uint8Array(small.memoryBytes), 1),
  });
  reader.take(floats([2, 2], 0, 1, 1, 0), 2, 2);
  const before = small.memoryBytes;
  small.unshuffle(new Uint8Array(before), 1);
  assertEquals(small.memoryBytes > before, true);
  reader.take(floats([2, 2], 0, 1, 0, 1), 2, 2);
  reader.take(floats([1, 2], 2, 1), 1, 1);
  assertEquals(finished(reader), Int32Array.of(1, 0, 1, 1, 0));
});

Deno.test("a released reader has given all of its memory back", () => {
  const small = loadCore();
  const run = () => {
    const reader = readOutput(small, "scores", 50_000);
    reader.take(floats([2, 2], 0, 1, 1, 0), 2, 2);
    reader.release();
    reader.release();
  };
  run();
  const before = small.memoryBytes;
  for (let round = 0; round < 50; round++) run();
  assertEquals(small.memoryBytes, before);
});
