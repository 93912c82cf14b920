/**
 * Adler-32, RFC 1950, section 8: a, one plus the sum of the bytes, and b, the sum of all values of
 * a, both modulo 65,521.
 */
const MODULUS: u64 = 65_521;

/** Bytes that the vector loop takes at a time. */
const STEP: usize = 32;
/**
 * Bytes between two reductions: a column of 16 bits holds the sum of at most 257 bytes, and the
 * scalar sums stay far below 2^64.
 */
const RUN: usize = 256 * STEP;

/**
 * Ones, and the masks of even bytes, in memory: V8 rebuilds a constant vector at each use, but
 * keeps a loaded one.
 */
// deno-fmt-ignore
const CONSTANTS = memory.data<u16>([1, 1, 1, 1, 1, 1, 1, 1, 255, 255, 255, 255, 255, 255, 255, 255]);

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
  const ones = v128.load(CONSTANTS);
  const even = v128.load(CONSTANTS, 16);
  let sums = i32x4.splat(0);
  let earlier = i32x4.splat(0);
  // The columns of even and of odd bytes, of the first and of the second half of a step.
  let evenFirst = i16x8.splat(0);
  let oddFirst = i16x8.splat(0);
  let evenSecond = i16x8.splat(0);
  let oddSecond = i16x8.splat(0);
  do {
    const first = v128.load(source);
    const second = v128.load(source, 16);
    const a = v128.and(first, even);
    const b = i16x8.shr_u(first, 8);
    const c = v128.and(second, even);
    const d = i16x8.shr_u(second, 8);
    evenFirst = i16x8.add(evenFirst, a);
    oddFirst = i16x8.add(oddFirst, b);
    evenSecond = i16x8.add(evenSecond, c);
    oddSecond = i16x8.add(oddSecond, d);
    earlier = i32x4.add(earlier, sums);
    const columns = i16x8.add(i16x8.add(a, b), i16x8.add(c, d));
    sums = i32x4.add(sums, i32x4.dot_i16x8_s(columns, ones));
    source += STEP;
  } while (source < end);
  byteSum = lanes(sums);
  const weighed = i32x4.add(
    i32x4.add(
      weigh(evenFirst, i16x8(32, 30, 28, 26, 24, 22, 20, 18)),
      weigh(oddFirst, i16x8(31, 29, 27, 25, 23, 21, 19, 17)),
    ),
    i32x4.add(
      weigh(evenSecond, i16x8(16, 14, 12, 10, 8, 6, 4, 2)),
      weigh(oddSecond, i16x8(15, 13, 11, 9, 7, 5, 3, 1)),
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
