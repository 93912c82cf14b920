/**
 * Adler-32, RFC 1950, section 8: a, one plus the sum of the bytes, and b, the sum of all values of a,
 * both modulo 65,521.
 */
const MODULUS: u64 = 65_521;

/** Bytes that the vector loop takes at a time. */
const STEP: usize = 32;
/**
 * Bytes between two reductions: a column of 16 bits holds the sum of 257 bytes at most, and the
 * scalar sums stay below 2^64 by far.
 */
const RUN: usize = 256 * STEP;

/** In memory: V8 builds a constant vector anew at each use, but keeps what it has loaded. */
const ONES = memory.data<i16>([1, 1, 1, 1, 1, 1, 1, 1]);

/** The checksum of `length` bytes. */
export function adler32(source: usize, length: usize): u32 {
  return updateAdler32(1, source, length);
}

/** The checksum of what came `before`, followed by `length` bytes. */
export function updateAdler32(before: u32, source: usize, length: usize): u32 {
  let a: u64 = before & 0xffff;
  let b: u64 = before >> 16;
  const end = source + length;
  while (source < end) {
    const run = end - source < RUN ? end - source : RUN;
    const stop = source + run;
    if (ASC_FEATURE_SIMD) {
      const whole = run & ~(STEP - 1);
      if (whole > 0) {
        // Each byte counts in b once for itself and once for each byte after it.
        b += a * whole + weightedSum(source, source + whole);
        a += byteSum;
        source += whole;
      }
    }
    while (source < stop) {
      a += load<u8>(source++);
      b += a;
    }
    a %= MODULUS;
    b %= MODULUS;
  }
  return (<u32> b << 16) | <u32> a;
}

/** What the last `weightedSum` found along the way. */
let byteSum: u64 = 0;

/**
 * The sum of all bytes up to `end`, each times the number of bytes from itself to the end. Within a
 * step of 32 the weights are 32 to 1, so columns are added up and weighed once; across steps each
 * earlier byte counts 32 times more for every step.
 */
function weightedSum(source: usize, end: usize): u64 {
  const ones = v128.load(ONES);
  let sums = i32x4.splat(0);
  let earlier = i32x4.splat(0);
  let first = i16x8.splat(0);
  let second = i16x8.splat(0);
  let third = i16x8.splat(0);
  let fourth = i16x8.splat(0);
  do {
    const low = v128.load(source);
    const high = v128.load(source, 16);
    earlier = i32x4.add(earlier, sums);
    const pairs = i16x8.add(
      i16x8.extadd_pairwise_i8x16_u(low),
      i16x8.extadd_pairwise_i8x16_u(high),
    );
    sums = i32x4.add(sums, i32x4.dot_i16x8_s(pairs, ones));
    first = i16x8.add(first, i16x8.extend_low_i8x16_u(low));
    second = i16x8.add(second, i16x8.extend_high_i8x16_u(low));
    third = i16x8.add(third, i16x8.extend_low_i8x16_u(high));
    fourth = i16x8.add(fourth, i16x8.extend_high_i8x16_u(high));
    source += STEP;
  } while (source < end);
  byteSum = lanes(sums);
  const weighed = i32x4.add(
    i32x4.add(
      weigh(first, i16x8(32, 31, 30, 29, 28, 27, 26, 25)),
      weigh(second, i16x8(24, 23, 22, 21, 20, 19, 18, 17)),
    ),
    i32x4.add(
      weigh(third, i16x8(16, 15, 14, 13, 12, 11, 10, 9)),
      weigh(fourth, i16x8(8, 7, 6, 5, 4, 3, 2, 1)),
    ),
  );
  return STEP * lanes(earlier) + lanes(weighed);
}

function weigh(columns: v128, weights: v128): v128 {
  return i32x4.add(
    i32x4.extmul_low_i16x8_u(columns, weights),
    i32x4.extmul_high_i16x8_u(columns, weights),
  );
}

function lanes(sums: v128): u64 {
  const pairs = i64x2.add(i64x2.extend_low_i32x4_u(sums), i64x2.extend_high_i32x4_u(sums));
  return i64x2.extract_lane(pairs, 0) + i64x2.extract_lane(pairs, 1);
}
