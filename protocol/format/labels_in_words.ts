/**
 * What a data set's labels are, in words.
 *
 * @module
 */
import type { CompetitionSpec } from "../spec/spec.ts";
import { labelsIn, type Part } from "../spec/part.ts";
import { show } from "../text/visible.ts";
import { valueOf } from "../spec/target.ts";

/**
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mnistSpec } from "../../miner/dataset/mnist_spec.ts";
 * import { labelsInWords } from "./labels_in_words.ts";
 *
 * assertEquals(labelsInWords(mnistSpec(), "test"), "10 classes");
 * const target = { decimals: 1, range: [-5, 40] as [number, number] };
 * assertEquals(labelsInWords({ ...mnistSpec(), target }, "test"), "values from -5.0 to 40.0");
 * ```
 */
export function labelsInWords(
  spec: Pick<CompetitionSpec, "target" | Part>,
  part: Part,
): string {
  const labels = labelsIn(spec, part);
  return spec.target === undefined
    ? `${labels.toLocaleString("en")} classes`
    : `values from ${valueOf(0, spec.target)} to ${valueOf(labels - 1, spec.target)}`;
}

/** Characters of a class's name. */
const LONGEST = 40;

/** A label as people read it: the name or number of a class, or a value. */
export function labelName(
  spec: Pick<CompetitionSpec, "target" | Part>,
  part: Part,
  label: number,
): string {
  if (spec.target) return valueOf(label, spec.target);
  return show(spec[part]?.classNames?.[label] ?? String(label), LONGEST);
}
