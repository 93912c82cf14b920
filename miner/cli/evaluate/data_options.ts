/**
 * The flags that describe data without a competition, and the spec that may replace them. They load
 * little: a command that starts a child reads them before everything else.
 *
 * @module
 */
import { METRIC_NAMES } from "../../../protocol/score/metrics.ts";
import { formatWords } from "../../../protocol/format/format_words.ts";
import type { CompetitionSpec } from "../../../protocol/spec/spec.ts";
import { readFile } from "../../base/read_file.ts";
import type { Invocation, Option } from "../command.ts";

/** The flags that describe the data. */
export const DATA_OPTIONS: Option[] = [
  { name: "data", value: "FILE", help: `Samples: ${formatWords("or")}, or one in gzip` },
  { name: "labels", value: "FILE", help: `Labels, for ${formatWords("and", true)}` },
  {
    name: "spec",
    value: "FILE",
    help: "competition.json; without it, the flags below describe the data",
  },
  { name: "shape", value: "DIMS", help: "Shape of one sample", default: "1,28,28" },
  { name: "classes", value: "N", help: "Number of classes", default: "10" },
  {
    name: "metric",
    value: "NAME",
    help: `What is measured: ${METRIC_NAMES.join(" or ")}`,
    default: METRIC_NAMES[0],
  },
  {
    name: "range",
    value: "LOW,HIGH",
    help: "The values of a regression, in place of --classes; with --metric r2, rmse or mae",
  },
  { name: "decimals", value: "N", help: "Decimals of these values that count", default: "0" },
  { name: "k", value: "N", help: "Of --metric top-k: among how many classes the label may be" },
  { name: "divide", value: "NUMBER", help: "Divisor of all values", default: "255" },
  { name: "label-column", value: "INDEX", help: "Column of the label, from 0", default: "0" },
  { name: "header", help: "The CSV's first line names its columns" },
];

/** Reads the spec that `--spec` names, if it names one. */
export async function namedSpec(invocation: Invocation): Promise<CompetitionSpec | undefined> {
  const path = invocation.text("spec");
  if (path === undefined) return undefined;
  const { parseSpec } = await import("../../../protocol/spec/spec.ts");
  return parseSpec(await readFile(path));
}

/** Your own models are not limited. */
export const LOCAL_LIMITS = { unpackedBytes: 1 << 30, parameters: 1e9, multiplyAdds: 1e12 };
