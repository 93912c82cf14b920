/**
 * Counting the rows of a CSV before it is read.
 *
 * @module
 */

const LINE_FEED = 0x0a;
const RETURN = 0x0d;

/** Lines that are not empty; `indexOf` checks many bytes at a time. */
export function countLines(data: Uint8Array): number {
  const next = (byte: number, from: number) => {
    const at = data.indexOf(byte, from);
    return at < 0 ? data.length : at;
  };
  let count = 0;
  let [feed, back] = [next(LINE_FEED, 0), next(RETURN, 0)];
  for (let start = 0; start < data.length;) {
    const end = Math.min(feed, back);
    if (end > start) count++;
    start = end + 1;
    if (feed < start) feed = next(LINE_FEED, start);
    if (back < start) back = next(RETURN, start);
  }
  return count;
}
