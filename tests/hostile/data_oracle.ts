/**
 * What is true of every tensor file that a reader takes.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { loadCore } from "../../core-wasm/mod.ts";
import { readDataSet } from "../../miner/dataset/data_set.ts";
import type { Values } from "../../miner/dataset/arrays.ts";
import type { FormatName } from "../../protocol/spec/formats.ts";
import type { CompetitionSpec } from "../../protocol/spec/spec.ts";
import { DemlError } from "../../protocol/errors.ts";
import { SPEC } from "./build.ts";
import { below, noise } from "./damage.ts";
import { pick, type Random } from "./mutate.ts";

const core = loadCore();

/** Runs a reader; what is wrong with data is a DemlError, and nothing else is thrown. */
export function orDataError<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    assert(error instanceof DemlError && error.code === "data", `${error}`);
    assert(error.message.length < 1_000, `a sentence of ${error.message.length} characters`);
    return undefined;
  }
}

/**
 * Reads a file in the midst of other bytes, which must not matter, and as samples and labels of a
 * data set.
 */
export function checkReader(
  next: Random,
  format: FormatName,
  read: (bytes: Uint8Array) => Values,
  bytes: Uint8Array,
): void {
  const results = [0, 1].map(() => {
    const around = noise(next, bytes.length + 32);
    const at = below(next, 32);
    around.set(bytes, at);
    const values = orDataError(() => read(around.subarray(at, at + bytes.length)));
    if (values === undefined) return undefined;
    assertEquals(values.data.length, values.shape.reduce((a, b) => a * b, 1));
    assert(values.data.byteLength <= 4 * bytes.length, "more values than bytes");
    if (values.data.buffer === around.buffer) {
      const { byteOffset, byteLength } = values.data;
      assert(byteOffset >= at && byteOffset + byteLength <= at + bytes.length, "outside the file");
    }
    return { shape: values.shape, data: values.data.slice() };
  });
  assertEquals(results[0], results[1]);
  const type = next() < 0.5 ? "float32" : "uint8";
  const features = pick(next, [1, 2, 4]);
  const spec = {
    ...SPEC,
    test: {
      cid: SPEC.test.cid,
      labels: SPEC.test.cid,
      format,
      rows: pick(next, [1, 2, 3]),
      classes: 3,
    },
    input: { shape: [features], type, layout: "flat", scale: 1, mean: [0], std: [1] },
  } as CompetitionSpec;
  const set = orDataError(() => readDataSet(core, spec, "test", { data: bytes, labels: bytes }));
  if (set === undefined) return;
  assertEquals(set.inputs.length, set.rows * features);
  assert(set.labels.every((label) => label >= 0 && label < 3));
}
