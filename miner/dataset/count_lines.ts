/**
 * Counting the rows of a CSV before it is read.
 *
 * @module
 */

const LINE_FEED = 0x0a;
const RETURN = 0x0d;

/** Lines that are not empty. */
export function countLines(data: Uint8Array): number {
  const counter = new LineCounter();
  counter.add(data);
  return counter.count;
}

/** Counts lines that are not empty, of a text in pieces; `indexOf` checks many bytes at a time. */
export class LineCounter {
  #ended = 0;
  /** Whether the line that has not ended yet has anything in it */
  #begun = false;

  /** Lines so far, the last one included. */
  get count(): number {
    return this.#ended + (this.#begun ? 1 : 0);
  }

  add(piece: Uint8Array): void {
    const next = (byte: number, from: number) => {
      const at = piece.indexOf(byte, from);
      return at < 0 ? piece.length : at;
    };
    let [feed, back] = [next(LINE_FEED, 0), next(RETURN, 0)];
    for (let start = 0; start < piece.length;) {
      const end = Math.min(feed, back);
      this.#begun ||= end > start;
      if (end < piece.length) {
        this.#ended = this.count;
        this.#begun = false;
      }
      start = end + 1;
      if (feed < start) feed = next(LINE_FEED, start);
      if (back < start) back = next(RETURN, start);
    }
  }
}
