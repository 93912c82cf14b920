/**
 * The content of a deflate block: literal bytes, and copies of earlier ones.
 *
 * @module
 */

/** Tokens of a run of bytes: a literal is its value; a copy is `COPY | length << 16 | distance`. */
export type Tokens = Uint32Array;

export const COPY = 0x80000000;
/** A window of deflate, in bytes. */
export const WINDOW = 32_768;
const SHORTEST = 3;
const LONGEST = 258;
const HASH_BITS = 15;

/**
 * Copies wherever they are longest, looking one byte ahead for a longer one.
 *
 * @param bytes What may be copied from, and after it what the tokens cover: `from` to the end
 * @param tries How many earlier places are compared for each copy
 */
export function copies(bytes: Uint8Array, from: number, tries: number): Tokens {
  const to = bytes.length;
  const latest = new Int32Array(1 << HASH_BITS).fill(-1);
  const earlier = new Int32Array(to).fill(-1);
  const hash = (at: number) =>
    Math.imul(bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16), 0x9e3779b1) >>>
    (32 - HASH_BITS);
  const insert = (at: number) => {
    if (at + SHORTEST > to) return;
    const key = hash(at);
    earlier[at] = latest[key]!;
    latest[key] = at;
  };
  const longest = (at: number): [length: number, distance: number] => {
    if (at + SHORTEST > to) return [0, 0];
    const most = Math.min(LONGEST, to - at);
    let [best, distance] = [0, 0];
    let place = latest[hash(at)]!;
    for (let left = tries; place >= 0 && at - place <= WINDOW && left > 0; left--) {
      let length = 0;
      // Only a longer copy matters: look first where it would have to differ.
      if (bytes[place + best] !== bytes[at + best]) {
        place = earlier[place]!;
        continue;
      }
      while (length < most && bytes[place + length] === bytes[at + length]) length++;
      if (length > best) [best, distance] = [length, at - place];
      if (best === most) break;
      place = earlier[place]!;
    }
    // A copy of three distant bytes costs more than the bytes.
    return best < SHORTEST || (best === SHORTEST && distance > 4_096) ? [0, 0] : [best, distance];
  };
  for (let at = 0; at < from; at++) insert(at);
  const tokens = new Uint32Array(to - from);
  let made = 0;
  for (let at = from; at < to;) {
    const [length, distance] = longest(at);
    insert(at);
    if (length === 0 || (length < 32 && longest(at + 1)[0] > length)) {
      tokens[made++] = bytes[at]!;
      at++;
      continue;
    }
    tokens[made++] = (COPY | (length << 16) | (distance & 0xffff)) >>> 0;
    for (let inner = 1; inner < length; inner++) insert(at + inner);
    at += length;
  }
  return tokens.slice(0, made);
}
