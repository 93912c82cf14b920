/**
 * The spec of an evaluation without a competition: from flags and the data itself.
 *
 * @module
 */
import { asDataFailure, plainBytes } from "../../dataset/plain.ts";
import type { Looks } from "../../dataset/reader.ts";
import { READERS } from "../../dataset/readers.ts";
import { METRIC_NAMES, type MetricName, METRICS } from "../../../protocol/score/metrics.ts";
import { formatOf } from "../../dataset/sniff.ts";
import { hasField } from "../../../protocol/spec/formats.ts";
import type { CompetitionSpec } from "../../../protocol/spec/spec.ts";
import { type Invocation, usage } from "../command.ts";
import { LOCAL_LIMITS } from "./data_options.ts";
import { UNPUBLISHED } from "../../../protocol/spec/part.ts";
import { type Target, wrongRange } from "../../../protocol/spec/target.ts";

/** What data say of themselves, for a spec. */
export type Described = Pick<CompetitionSpec["test"], "format" | "rows"> & {
  samplesArray?: string;
  labelsArray?: string;
};

/** Looks at data: plain files, or one that gzip compressed. */
export function describe(invocation: Invocation, data: Uint8Array): Described {
  const plain = plainBytes({ data });
  const format = formatOf(plain.head);
  const looks = asDataFailure<Pick<Looks, "rows" | "samplesArray" | "labelsArray">>(
    format,
    () =>
      hasField(format, "samplesArray")
        ? READERS[format].look(plain)
        : { rows: READERS[format].countRows(plain.data, hasHeader(invocation, format)) },
  );
  const { rows, samplesArray, labelsArray } = looks;
  return { format, rows, ...(samplesArray !== undefined && { samplesArray, labelsArray }) };
}

/** Whether the flags say that the first line names the columns. */
export function hasHeader(invocation: Invocation, format: Described["format"]): boolean {
  return hasField(format, "header") && invocation.flag("header");
}

/** Makes a spec from the flags and what the data say. */
export function localSpec(invocation: Invocation, described: Described): CompetitionSpec {
  const { command } = invocation;
  const shape = invocation.required("shape").split(",").map(Number);
  if (shape.some((dim) => !Number.isInteger(dim) || dim < 1)) {
    throw usage(command, "--shape takes whole numbers with commas between, e.g. 1,28,28");
  }
  const divide = Number(invocation.required("divide"));
  if (!Number.isFinite(divide) || divide <= 0) {
    throw usage(command, "--divide takes a number above 0");
  }
  const metric = invocation.required("metric");
  if (!Object.hasOwn(METRICS, metric)) {
    throw usage(command, `--metric takes ${METRIC_NAMES.join(" or ")}`);
  }
  if (metric !== "top-k" && invocation.text("k") !== undefined) {
    throw usage(command, "--k belongs to --metric top-k");
  }
  const ofValues = METRICS[metric as MetricName].reads === "values";
  if (!ofValues && invocation.text("range") !== undefined) {
    throw usage(command, "--range belongs to --metric r2, rmse and mae");
  }
  const target = ofValues ? targetOf(invocation) : undefined;
  const classes = target
    ? undefined
    : invocation.requiredInteger("classes", { min: 2, max: 65_536 });
  return {
    version: 1,
    name: "local",
    description: "",
    metric: metric as MetricName,
    ...(metric === "top-k" && {
      k: invocation.requiredInteger("k", { min: 1, max: (classes ?? 2) - 1 }),
    }),
    ...(target && { target }),
    test: testOf(invocation, described, classes),
    // x / divide is exact where x × (1 / divide) is not.
    input: { shape, type: "float32", layout: "flat", scale: 1, mean: [0], std: [divide] },
    limits: LOCAL_LIMITS,
    engine: { name: "native", version: "1.30.0" },
  };
}

/** The values that a regression's flags describe. */
function targetOf(invocation: Invocation): Target {
  const [low, high, ...more] = (invocation.text("range") ?? "").split(",")
    .map((bound) => bound.trim() === "" ? NaN : Number(bound));
  if (!Number.isFinite(low) || !Number.isFinite(high) || more.length > 0) {
    throw usage(
      invocation.command,
      "--metric for values needs the least and the greatest one: --range 0,500, " +
        "and --decimals if they are not whole",
    );
  }
  const decimals = invocation.requiredInteger("decimals", { min: 0, max: 9 });
  const target: Target = { decimals, range: [Number(low), Number(high)] };
  const because = wrongRange(target);
  if (because !== undefined) throw usage(invocation.command, `--range: ${because}`);
  return target;
}

function testOf(
  invocation: Invocation,
  described: Described,
  classes: number | undefined,
): CompetitionSpec["test"] {
  const { format } = described;
  return {
    ...described,
    cid: UNPUBLISHED,
    classes,
    ...(hasField(format, "labels") && { labels: UNPUBLISHED }),
    ...(hasField(format, "labelColumn") &&
      { labelColumn: invocation.requiredInteger("label-column", { min: 0, max: 10_000_000 }) }),
    ...(hasField(format, "header") && { header: hasHeader(invocation, format) }),
    // The compiler cannot see which fields belong together: that depends on the format.
  } as CompetitionSpec["test"];
}
