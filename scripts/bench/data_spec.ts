/**
 * The spec of a table: one label, then numbers.
 *
 * @module
 */
import { UNPUBLISHED } from "../../protocol/spec/part.ts";
import type { CompetitionSpec } from "../../protocol/spec/spec.ts";

/** Rows of the file that warms a reader up. */
export const SMALL_ROWS = 200;

export function tableSpec(columns: number, rows: number): CompetitionSpec {
  return {
    version: 1,
    name: "bench",
    description: "",
    metric: "accuracy",
    test: { cid: UNPUBLISHED, format: "csv", rows, labelColumn: 0, classes: 2 },
    input: {
      shape: [columns - 1],
      type: "float32",
      layout: "flat",
      scale: 1,
      mean: [0],
      std: [1],
    },
    limits: { unpackedBytes: 1, parameters: 1, multiplyAdds: 1 },
    engine: { name: "native", version: "1.30.0" },
  };
}
