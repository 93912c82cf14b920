/**
 * Base64, RFC 4648 section 4, strict: the standard alphabet, padded, no unused bits set. Line breaks,
 * spaces and tabs may stand anywhere, as mail and shells put them there.
 */
import { CORRUPT, OK, TRUNCATED } from "../status";

/** Six bits a character; 64 for white space, 65 for padding, 255 for what has no place here. */
const VALUES = memory.data(256, 16);
const SPACE: u32 = 64;
const PADDING: u32 = 65;
let ready: bool = false;

let produced: usize = 0;

function prepare(): void {
  memory.fill(VALUES, 255, 256);
  for (let i: usize = 0; i < 26; i++) {
    store<u8>(VALUES + 65 + i, <u8> i);
    store<u8>(VALUES + 97 + i, <u8> (26 + i));
  }
  for (let i: usize = 0; i < 10; i++) store<u8>(VALUES + 48 + i, <u8> (52 + i));
  store<u8>(VALUES + 43, 62);
  store<u8>(VALUES + 47, 63);
  store<u8>(VALUES + 61, <u8> PADDING);
  store<u8>(VALUES + 32, <u8> SPACE);
  store<u8>(VALUES + 9, <u8> SPACE);
  store<u8>(VALUES + 10, <u8> SPACE);
  store<u8>(VALUES + 13, <u8> SPACE);
  ready = true;
}

/** Bytes that the last decoding wrote. */
export function base64Produced(): usize {
  return produced;
}

/** Decodes `length` characters to at most `3 × length / 4` bytes. */
export function base64Decode(source: usize, length: usize, target: usize): i32 {
  if (!ready) prepare();
  const start = target;
  const end = source + length;
  let group: u32 = 0;
  let filled: u32 = 0;
  let padding: u32 = 0;
  while (source < end) {
    if (filled == 0 && padding == 0 && end - source >= 4) {
      // Four characters of a group at once, while nothing stands between them.
      const a = <u32> load<u8>(VALUES + load<u8>(source));
      const b = <u32> load<u8>(VALUES + load<u8>(source + 1));
      const c = <u32> load<u8>(VALUES + load<u8>(source + 2));
      const d = <u32> load<u8>(VALUES + load<u8>(source + 3));
      if ((a | b | c | d) < 64) {
        const word = (a << 18) | (b << 12) | (c << 6) | d;
        store<u8>(target, <u8> (word >> 16));
        store<u8>(target + 1, <u8> (word >> 8));
        store<u8>(target + 2, <u8> word);
        target += 3;
        source += 4;
        continue;
      }
    }
    const value = <u32> load<u8>(VALUES + load<u8>(source++));
    if (value == SPACE) continue;
    if (value == PADDING) {
      padding++;
      if (filled + padding > 4 || filled < 2) return CORRUPT;
      continue;
    }
    if (value > PADDING || padding > 0) return CORRUPT;
    group = (group << 6) | value;
    if (++filled == 4) {
      store<u8>(target, <u8> (group >> 16));
      store<u8>(target + 1, <u8> (group >> 8));
      store<u8>(target + 2, <u8> group);
      target += 3;
      filled = 0;
      group = 0;
    }
  }
  if (filled != 0) {
    if (filled + padding != 4) return TRUNCATED;
    const unused: u32 = filled == 2 ? 4 : 2;
    if (group & ((1 << unused) - 1)) return CORRUPT;
    group >>= unused;
    if (filled == 3) store<u8>(target++, <u8> (group >> 8));
    store<u8>(target++, <u8> group);
  }
  produced = target - start;
  return OK;
}
