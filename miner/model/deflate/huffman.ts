/**
 * Huffman codes for deflate: RFC 1951, section 3.2.2.
 *
 * @module
 */

/**
 * The lengths of an optimal prefix code, no code longer than `limit`.
 *
 * @param counts How often each symbol occurs
 * @returns One length per symbol, 0 for symbols that do not occur; the code is complete
 */
export function codeLengths(counts: Uint32Array, limit: number): Uint8Array {
  const lengths = new Uint8Array(counts.length);
  const symbols = Array.from(counts, (count, symbol) => ({ symbol, count }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => a.count - b.count || a.symbol - b.symbol);
  if (symbols.length < 2) {
    // A code of one symbol has one bit.
    for (const { symbol } of symbols) lengths[symbol] = 1;
    return lengths;
  }
  const perLength = depths(symbols.map(({ count }) => count), limit);
  // The rarest symbols get the longest codes.
  let next = 0;
  for (let length = limit; length > 0; length--) {
    const from = next;
    next += perLength[length]!;
    for (const { symbol } of symbols.slice(from, next)) lengths[symbol] = length;
  }
  return lengths;
}

/** How many leaves each depth of the tree has, for counts in rising order. */
function depths(counts: number[], limit: number): Uint32Array {
  const n = counts.length;
  const weight = new Float64Array(2 * n - 1);
  weight.set(counts);
  const parent = new Uint32Array(2 * n - 1);
  let [leaf, inner] = [0, n];
  for (let made = n; made < 2 * n - 1; made++) {
    for (let side = 0; side < 2; side++) {
      // Two queues, both in rising order: leaves, and nodes made so far.
      const node = leaf < n && (inner >= made || weight[leaf]! <= weight[inner]!)
        ? leaf++
        : inner++;
      weight[made]! += weight[node]!;
      parent[node] = made;
    }
  }
  const depth = new Uint8Array(2 * n - 1);
  const perLength = new Uint32Array(limit + 1);
  let excess = -(2 ** limit);
  for (let node = 2 * n - 3; node >= 0; node--) {
    depth[node] = Math.min(255, depth[parent[node]!]! + 1);
    if (node >= n) continue;
    const length = Math.min(limit, depth[node]!);
    perLength[length]!++;
    excess += 2 ** (limit - length);
  }
  // Too many codes were cut to the limit: each step moves one of them next to a shorter code's leaf, one level down, which takes one unit off Kraft's sum.
  for (; excess > 0; excess--) {
    let length = limit - 1;
    while (perLength[length] === 0) length--;
    perLength[length]!--;
    perLength[length + 1]! += 2;
    perLength[limit]!--;
  }
  return perLength;
}

/** The codes of some lengths, already reversed: deflate writes their highest bit first. */
export function codesOf(lengths: Uint8Array): Uint16Array {
  const perLength = new Uint16Array(16);
  for (const length of lengths) perLength[length]! += length > 0 ? 1 : 0;
  const next = new Uint16Array(17);
  for (let length = 1; length <= 15; length++) {
    next[length + 1] = (next[length]! + perLength[length]!) << 1;
  }
  return Uint16Array.from(lengths, (length) => {
    if (length === 0) return 0;
    let [code, turned] = [next[length]!++, 0];
    for (let bit = 0; bit < length; bit++, code >>= 1) turned = (turned << 1) | (code & 1);
    return turned;
  });
}
