/**
 * The values of a regression in ten parts of about as many rows: what the checks of classes look for
 * (order, leaks, a trivial model) then shows in values too.
 *
 * @module
 */

/** Puts values into tenths of some others; equal values share one. */
export function tenthsOf(values: Int32Array): { tenths: number; tenthOf(value: number): number } {
  const sorted = values.toSorted();
  const bounds = new Set<number>();
  for (let tenth = 1; tenth < TENTHS; tenth++) {
    const bound = sorted[Math.floor(tenth * sorted.length / TENTHS)];
    if (bound !== undefined && bound > (sorted[0] ?? bound)) bounds.add(bound);
  }
  const above = [...bounds];
  return {
    tenths: Math.max(2, above.length + 1),
    tenthOf: (value) => above.filter((bound) => value >= bound).length,
  };
}

const TENTHS = 10;
