/**
 * Base64, RFC 4648 section 4, strict: the standard alphabet, padded, no unused bits set. Line
 * breaks, spaces and tabs may stand anywhere, as mail and shells put them there.
 */
import { BASE64_VALUES } from "../memory";
import { CORRUPT, OK, TRUNCATED } from "../status";
import { decodeVectors, taken } from "./vectors";

/** What a character stands for, above the 64 values; 255 for any other character. */
const SPACE: u32 = 64;
const PADDING: u32 = 65;

let produced: usize = 0;

/** Bytes that the last decoding wrote. */
export function base64Produced(): usize {
  return produced;
}

/** Decodes `length` characters to at most `3 × length / 4` bytes, and writes at most 4 more. */
export function base64Decode(source: usize, length: usize, target: usize): i32 {
  const start = target;
  const end = source + length;
  let group: u32 = 0;
  let filled: u32 = 0;
  let padding: u32 = 0;
  while (source < end) {
    if (filled == 0 && padding == 0) {
      if (ASC_FEATURE_SIMD) {
        target = decodeVectors(source, end, target);
        source += taken;
      }
      // Groups without white space.
      while (end - source >= 4) {
        const a = valueAt(source);
        const b = valueAt(source + 1);
        const c = valueAt(source + 2);
        const d = valueAt(source + 3);
        if ((a | b | c | d) > 63) break;
        storeGroup(target, (a << 18) | (b << 12) | (c << 6) | d);
        target += 3;
        source += 4;
      }
      if (source == end) break;
    }
    const value = valueAt(source++);
    if (value == SPACE) continue;
    if (value == PADDING) {
      padding++;
      if (filled + padding > 4 || filled < 2) return CORRUPT;
      continue;
    }
    if (value > PADDING || padding > 0) return CORRUPT;
    group = (group << 6) | value;
    if (++filled == 4) {
      storeGroup(target, group);
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

function valueAt(source: usize): u32 {
  return <u32> load<u8>(BASE64_VALUES + <usize> load<u8>(source));
}

function storeGroup(target: usize, group: u32): void {
  store<u16>(target, bswap<u16>(<u16> (group >> 8)));
  store<u8>(target, <u8> group, 2);
}

function writeValues(): void {
  memory.fill(BASE64_VALUES, 255, 256);
  for (let letter: u32 = 0; letter < 26; letter++) {
    store<u8>(BASE64_VALUES + 65 + letter, <u8> letter);
    store<u8>(BASE64_VALUES + 97 + letter, <u8> (26 + letter));
  }
  for (let digit: u32 = 0; digit < 10; digit++) {
    store<u8>(BASE64_VALUES + 48 + digit, <u8> (52 + digit));
  }
  store<u8>(BASE64_VALUES + 43, 62); // +
  store<u8>(BASE64_VALUES + 47, 63); // /
  store<u8>(BASE64_VALUES + 61, <u8> PADDING); // =
  store<u8>(BASE64_VALUES + 32, <u8> SPACE);
  store<u8>(BASE64_VALUES + 9, <u8> SPACE); // tab
  store<u8>(BASE64_VALUES + 10, <u8> SPACE); // line feed
  store<u8>(BASE64_VALUES + 13, <u8> SPACE); // carriage return
}
writeValues();
