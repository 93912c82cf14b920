/**
 * The spec of MNIST's test digits: published by the demo, and used by benchmarks and tests.
 *
 * @module
 */
import type { CompetitionSpec } from "../../protocol/spec/spec.ts";
import { UNPUBLISHED } from "../../protocol/spec/part.ts";

/** The original's way: one CSV, with the label first. */
const AS_CSV: CompetitionSpec["test"] = {
  cid: UNPUBLISHED,
  format: "csv",
  rows: 10_000,
  classes: 10,
  labelColumn: 0,
};

/** As published: separate images and labels. */
export const MNIST_AS_IDX: CompetitionSpec["test"] = {
  cid: UNPUBLISHED,
  labels: UNPUBLISHED,
  format: "idx",
  rows: 10_000,
  classes: 10,
};

/** 28 × 28 grey pixels, divided by 255. */
export function mnistSpec(
  test: CompetitionSpec["test"] = AS_CSV,
  limits: Partial<CompetitionSpec["limits"]> = {},
): CompetitionSpec {
  return {
    version: 1,
    name: "MNIST",
    description: "",
    metric: "accuracy",
    test,
    input: {
      shape: [1, 28, 28],
      type: "float32",
      layout: "channels-first",
      // pixel / 255 rounds once; pixel × (1 / 255) would be wrong in the last bit of half of them.
      scale: 1,
      mean: [0],
      std: [255],
    },
    limits: {
      unpackedBytes: 8_000_000,
      parameters: 2_000_000,
      // A full round then takes two cores less than an hour: four hours are enough to commit in.
      multiplyAdds: 20_000_000,
      ...limits,
    },
    engine: { name: "native", version: "1.30.0" },
  };
}
