/**
 * The sizes of a row. Separate from spec.ts, so that the evaluator child, which gets checked specs,
 * need not load the schema library.
 *
 * @module
 */

/** What a spec says about a row: its shape, and where its channels are. */
export interface RowShape {
  shape: readonly number[];
  layout: "flat" | "channels-first" | "channels-last";
}

/** Values in one row. */
export function featuresOf(input: Pick<RowShape, "shape">): number {
  return input.shape.reduce((product, dim) => product * dim, 1);
}

/** Channels with their own mean and deviation. */
export function channelsOf(input: RowShape): number {
  if (input.layout === "flat") return 1;
  return (input.layout === "channels-first" ? input.shape[0] : input.shape.at(-1)) ?? 1;
}
