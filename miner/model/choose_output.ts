/**
 * Which output of a model gives the labels: PROTOCOL.md, section 8.
 *
 * @module
 */
import type { Metric } from "../../protocol/score/metrics.ts";
import type { Walked } from "./graph_walk.ts";
import { product, TYPE, type ValueInfoProto } from "./onnx.ts";
import { typeName } from "./type_name.ts";
import { InvalidModel, short } from "../../protocol/score/verdict.ts";

/**
 * `labels` are used unchanged; `scores` are one per class; `probability` is one column; `value` is a
 * number.
 */
export type OutputKind = "labels" | "scores" | "probability" | "value";

/** Outputs that a verdict lists. */
const MOST_LISTED = 4;

/**
 * The first int64 output with one label per row, otherwise the first float one.
 *
 * @param reads Metrics of outputs pass labels over: what is wanted is how sure they are
 */
export function chooseOutput(
  outputs: ValueInfoProto[],
  { values, perSample }: Walked,
  classes: number,
  reads: Metric["reads"] = "labels",
): { output: string; outputKind: OutputKind } {
  const texts = outputs.some(({ name }) => values.get(name ?? "")?.type === TYPE.string);
  for (const wanted of reads === "labels" ? [TYPE.int64, TYPE.float] : [TYPE.float]) {
    for (const { name, type } of outputs) {
      const output = name ?? "";
      const value = values.get(output);
      if (value === undefined || type?.tensorType?.elemType !== wanted) continue;
      const columns = product(value.shape.slice(1));
      if (!perSample.has(output) || value.shape.length > 2) continue;
      if (reads === "values") {
        if (columns === 1) return { output, outputKind: "value" };
      } else if (wanted === TYPE.int64) {
        if (columns === 1) return { output, outputKind: "labels" };
      } else if (columns === 1 && classes === 2) {
        return { output, outputKind: "probability" };
      } else if (columns === classes) {
        return { output, outputKind: "scores" };
      }
    }
  }
  const shownOutput = ({ name, type }: ValueInfoProto) => {
    const value = values.get(name ?? "");
    const shape = value && perSample.has(name ?? "")
      ? ["N", ...value.shape.slice(1)]
      : value?.shape;
    const what = type?.sequenceType
      ? "a list of maps"
      : `${typeName(value?.type ?? type?.tensorType?.elemType)} [${shape?.join(", ") ?? ""}]`;
    return `"${short(name ?? "")}" is ${what}`;
  };
  const listed = outputs.slice(0, MOST_LISTED).map(shownOutput).join(", ");
  if (reads === "values") {
    throw new InvalidModel("output", `none of its outputs is a float value per row: ${listed}`, {
      kind: "export-value",
    });
  }
  const label = reads === "labels" ? "an int64 label per row, or " : "";
  const kind = reads === "labels" ? "export-outputs" : "export-scores";
  throw new InvalidModel(
    "output",
    `none of its outputs is ${label}a float score for each of the ${classes} classes: ${listed}`,
    texts && reads === "labels"
      ? { kind: "train-on-numbers" }
      : { kind, classes, exporter: "unknown" },
  );
}
