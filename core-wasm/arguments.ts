/**
 * Checks callers' arguments before a kernel sees them: kernels trust their positions, lengths and
 * counts, and a wrong one reads or writes out of bounds. Types of TypeScript are gone when it runs.
 *
 * @module
 */
import { Region, type Values, type ViewType } from "./region.ts";

/**
 * The largest length or count: the module's are 32 bits, and half of those are more than its
 * memory.
 */
export const MOST = 2 ** 31 - 1;

/**
 * A length or a count.
 *
 * @param what Its name in the message, e.g. `The number of classes`
 * @throws RangeError unless it is a whole number from `least` to `MOST`
 */
export function counted(value: number, what: string, least = 1): number {
  if (Number.isSafeInteger(value) && value >= least && value <= MOST) return value;
  const given = typeof value === "number" ? value : `a ${value === null ? "null" : typeof value}`;
  throw new RangeError(`${what} must be a whole number from ${least} to ${MOST}, not ${given}`);
}

/**
 * Values in the core's memory, of the type that a kernel reads.
 *
 * @throws TypeError for others
 */
export function regionOf<T extends Values>(
  region: Region<T>,
  ...types: ViewType<Values>[]
): Region<T> {
  if (region instanceof Region && types.some((type) => type === region.type)) return region;
  const wanted = types.map(({ name }) => name).join(" or ");
  throw new TypeError(`This kernel takes ${wanted}, not ${nameOf(region)}`);
}

/** The name of the type that was passed instead. */
function nameOf(value: unknown): string {
  if (value instanceof Region) return value.type.name;
  return typeof value === "object" && value !== null ? "another object" : String(typeof value);
}
