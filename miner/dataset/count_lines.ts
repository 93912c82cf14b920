/**
 * Counting the rows of a CSV before it is read.
 *
 * @module
 */

/** Lines that are not empty; `indexOf` checks many bytes at a time. */
export function countLines(data: Uint8Array): number {
  let count = 0;
  for (let start = 0; start < data.length;) {
    const end = data.indexOf(0x0a, start);
    const next = end < 0 ? data.length : end;
    const blank = next === start || (next === start + 1 && data[start] === 0x0d);
    if (!blank) count++;
    start = next + 1;
  }
  return count;
}
