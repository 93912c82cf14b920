/**
 * Data formats in sentences.
 *
 * @module
 */
import { FORMAT_NAMES, FORMATS, hasField } from "../spec/formats.ts";

/**
 * The formats as a sentence lists them, e.g. `CSV, IDX or NPY`.
 *
 * @param last Word before the last format
 * @param labels Only those with a separate file of labels, or only those without
 */
export function formatWords(last: "and" | "or", labels?: boolean): string {
  const words = FORMAT_NAMES
    .filter((name) => labels === undefined || hasField(name, "labels") === labels)
    .map((name) => FORMATS[name].word);
  return words.length < 2
    ? words.join("")
    : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;
}
