/**
 * The content of a deflate block: literal bytes, and copies of earlier ones.
 *
 * @module
 */

/** Tokens of a run of bytes: a literal is its value; a copy is `COPY | length << 16 | distance`. */
export type Tokens = Uint32Array;

export const COPY = 0x80000000;
/** A window of deflate, in bytes. */
const WINDOW = 32_768;
const SHORTEST = 3;
const LONGEST = 258;
/**
 * How many earlier places are tried for each copy: architectures are short, so this covers all that
 * matter.
 */
const TRIES = 4_096;
const HASH_BITS = 15;

/** Every byte as a literal: weights are noise, in which copies are rare. */
export function literals(bytes: Uint8Array): Tokens {
  return Uint32Array.from(bytes);
}

/**
 * Copies wherever they are longest, looking one byte ahead for a longer one.
 *
 * @param bytes The whole content; the tokens cover `from` to `to`
 */
export function copies(bytes: Uint8Array, from: number, to: number): Tokens {
  const latest = new Int32Array(1 << HASH_BITS).fill(-1);
  const earlier = new Int32Array(to - from).fill(-1);
  const hash = (at: number) =>
    Math.imul(bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16), 0x9e3779b1) >>>
    (32 - HASH_BITS);
  const insert = (at: number) => {
    if (at + SHORTEST > to) return;
    const key = hash(at);
    earlier[at - from] = latest[key]!;
    latest[key] = at;
  };
  const longest = (at: number): [length: number, distance: number] => {
    if (at + SHORTEST > to) return [0, 0];
    const most = Math.min(LONGEST, to - at);
    let [best, distance] = [0, 0];
    let place = latest[hash(at)]!;
    for (let tries = TRIES; place >= 0 && at - place <= WINDOW && tries > 0; tries--) {
      let length = 0;
      while (length < most && bytes[place + length] === bytes[at + length]) length++;
      if (length > best) [best, distance] = [length, at - place];
      if (best === most) break;
      place = earlier[place - from]!;
    }
    // A copy of three distant bytes costs more than the bytes.
    return best < SHORTEST || (best === SHORTEST && distance > 4_096) ? [0, 0] : [best, distance];
  };
  const tokens: number[] = [];
  for (let at = from; at < to;) {
    const [length, distance] = longest(at);
    insert(at);
    if (length === 0 || (length < 32 && longest(at + 1)[0] > length)) {
      tokens.push(bytes[at]!);
      at++;
      continue;
    }
    tokens.push((COPY | (length << 16) | (distance & 0xffff)) >>> 0);
    for (let inner = 1; inner < length; inner++) insert(at + inner);
    at += length;
  }
  return Uint32Array.from(tokens);
}
