/**
 * Words as bytes, found among many without making a string of each cell.
 *
 * @module
 */

/**
 * A fixed list of words. A search is by halves: no choice of words, which are a stranger's, makes it
 * slower than that.
 */
export interface Words {
  /** Index of the word that the bytes from `start` to `end` are; −1 if it is not there */
  find(bytes: Uint8Array, start: number, end: number): number;
}

/** Makes words searchable; all are different. */
export function wordsOf(list: readonly string[]): Words {
  const encoder = new TextEncoder();
  const all = list.map((word, index) => ({ bytes: encoder.encode(word), index }))
    .sort((a, b) => compare(a.bytes, b.bytes, 0, b.bytes.length));
  return {
    find(bytes, start, end) {
      let low = 0;
      let high = all.length - 1;
      while (low <= high) {
        const middle = (low + high) >> 1;
        const word = all[middle];
        if (word === undefined) break;
        const order = compare(word.bytes, bytes, start, end);
        if (order === 0) return word.index;
        if (order < 0) low = middle + 1;
        else high = middle - 1;
      }
      return -1;
    },
  };
}

/** By length, then by bytes: below 0, 0, above. */
function compare(word: Uint8Array, bytes: Uint8Array, start: number, end: number): number {
  const longer = word.length - (end - start);
  if (longer !== 0) return longer;
  for (let at = 0; at < word.length; at++) {
    const order = (word[at] ?? 0) - (bytes[start + at] ?? 0);
    if (order !== 0) return order;
  }
  return 0;
}
