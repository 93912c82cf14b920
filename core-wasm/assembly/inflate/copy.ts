/** Copies a match, which may overlap what it makes: RFC 1951, section 3.2.3. */
import { PATTERNS, STEPS } from "../memory";

/**
 * How far past its end a copy may write: 32 bytes are written before the length is checked, and
 * whole vectors after that.
 */
export const OVERRUN: usize = 32;

/**
 * Copies `length` bytes from `distance` before `target`; the caller must have room for the overrun.
 */
export function copyMatch(target: usize, distance: usize, length: usize): void {
  if (ASC_FEATURE_SIMD) copyVectors(target, distance, length);
  else copyWords(target, distance, length);
}

function copyVectors(target: usize, distance: usize, length: usize): void {
  const end = target + length;
  if (distance >= 16) {
    let source = target - distance;
    v128.store(target, v128.load(source));
    v128.store(target, v128.load(source, 16), 16);
    if (length > 32) {
      do {
        v128.store(target, v128.load(source, 32), 32);
        v128.store(target, v128.load(source, 48), 48);
        target += 32;
        source += 32;
      } while (target + 32 < end);
    }
    return;
  }
  // Close matches repeat: one vector holds the repeats, and whole repeats are one step.
  const repeats = i8x16.swizzle(
    v128.load(target - distance),
    v128.load(PATTERNS + (distance << 4)),
  );
  const step = <usize> load<u8>(STEPS + distance);
  do {
    v128.store(target, repeats);
    target += step;
  } while (target < end);
}

function copyWords(target: usize, distance: usize, length: usize): void {
  const end = target + length;
  if (distance >= 8) {
    do {
      store<u64>(target, load<u64>(target - distance));
      target += 8;
    } while (target < end);
  } else if (distance == 1) {
    const word = <u64> load<u8>(target - 1) * 0x0101010101010101;
    do {
      store<u64>(target, word);
      target += 8;
    } while (target < end);
  } else {
    do {
      store<u8>(target, load<u8>(target - distance));
      target++;
    } while (target < end);
  }
}

function writePatterns(): void {
  for (let distance: u32 = 1; distance < 16; distance++) {
    for (let lane: u32 = 0; lane < 16; lane++) {
      store<u8>(PATTERNS + (distance << 4) + lane, <u8> (lane % distance));
    }
    store<u8>(STEPS + distance, <u8> (16 - 16 % distance));
  }
}
if (ASC_FEATURE_SIMD) writePatterns();
