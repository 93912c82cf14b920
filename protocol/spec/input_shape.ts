/**
 * Counting what a row holds. Apart from spec.ts, so that the evaluator child, which is given specs
 * that were checked, need not load the schema's library.
 *
 * @module
 */

/** What a spec says of a row: its shape, and where its channels are. */
export interface RowShape {
  shape: readonly number[];
  layout: "flat" | "channels-first" | "channels-last";
}

/** Values in one row. */
export function featuresOf(input: Pick<RowShape, "shape">): number {
  return input.shape.reduce((product, dim) => product * dim, 1);
}

/** Channels that have a mean and a deviation of their own. */
export function channelsOf(input: RowShape): number {
  if (input.layout === "flat") return 1;
  return (input.layout === "channels-first" ? input.shape[0] : input.shape.at(-1)) ?? 1;
}
