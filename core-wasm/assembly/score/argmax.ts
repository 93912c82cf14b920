import { hasNaN } from "./nan";

/**
 * The index of the largest value of each row of float32, the lower one on a tie. NaN is never the
 * largest; a row of nothing else gives 0.
 */
export function argmax(source: usize, rows: usize, classes: usize, target: usize): void {
  const row = classes << 2;
  if (ASC_FEATURE_SIMD && classes > 8 && classes <= 12) {
    const last = row - 16;
    for (const end = target + (rows << 2); target < end; target += 4) {
      const a = v128.load(source);
      store<i32>(target, firstOfFew(a, v128.load(source, 16), v128.load(source + last), last));
      source += row;
    }
    return;
  }
  if (ASC_FEATURE_SIMD && classes >= 4) {
    for (const end = target + (rows << 2); target < end; target += 4) {
      store<i32>(target, largestOfMany(source, row));
      source += row;
    }
    return;
  }
  for (const end = target + (rows << 2); target < end; target += 4) {
    store<i32>(target, largest(source, classes));
    source += row;
  }
}

/**
 * The same if none of the values is NaN; otherwise it returns false, and what it stored is nobody's
 * label. Of rows like the digits' both are found in one pass.
 */
export function argmaxOfNumbers(source: usize, rows: usize, classes: usize, target: usize): bool {
  if (ASC_FEATURE_SIMD && classes > 8 && classes <= 12) {
    const row = classes << 2;
    const last = row - 16;
    let odd = i32x4.splat(0);
    for (const end = target + (rows << 2); target < end; target += 4) {
      const a = v128.load(source);
      const b = v128.load(source, 16);
      const c = v128.load(source + last);
      odd = v128.or(odd, v128.or(f32x4.ne(a, a), v128.or(f32x4.ne(b, b), f32x4.ne(c, c))));
      store<i32>(target, firstOfFew(a, b, c, last));
      source += row;
    }
    return !v128.any_true(odd);
  }
  if (hasNaN(source, rows * classes)) return false;
  argmax(source, rows, classes, target);
  return true;
}

function largest(source: usize, classes: usize): i32 {
  let best: f32 = -Infinity;
  let label: i32 = -1;
  for (let index: usize = 0; index < classes; index++) {
    const value = load<f32>(source + (index << 2));
    // The first value that equals −∞ also counts, as long as nothing larger was seen.
    if (value > best || (label < 0 && value == best)) {
      best = value;
      label = <i32> index;
    }
  }
  return label < 0 ? 0 : label;
}

/**
 * Of 9 to 12 values, the digits' ten among them, in three vectors: the third ends with the row, and
 * overlaps the second.
 */
function firstOfFew(a: v128, b: v128, c: v128, last: usize): i32 {
  const none = f32x4.splat(-Infinity);
  const most = spread(larger(larger(larger(none, a), b), c));
  const bits = i32x4.bitmask(f32x4.eq(a, most)) | (i32x4.bitmask(f32x4.eq(b, most)) << 4) |
    (i32x4.bitmask(f32x4.eq(c, most)) << (<i32> last >> 2));
  return bits == 0 ? 0 : ctz(bits);
}

function largestOfMany(source: usize, row: usize): i32 {
  const last = row - 16;
  const none = f32x4.splat(-Infinity);
  let first = none;
  let second = none;
  let third = none;
  let fourth = none;
  let at: usize = 0;
  for (; at + 64 <= row; at += 64) {
    first = larger(first, v128.load(source + at));
    second = larger(second, v128.load(source + at, 16));
    third = larger(third, v128.load(source + at, 32));
    fourth = larger(fourth, v128.load(source + at, 48));
  }
  for (; at < last; at += 16) first = larger(first, v128.load(source + at));
  first = larger(first, v128.load(source + last));
  const most = spread(larger(larger(first, second), larger(third, fourth)));
  for (at = 0; at + 64 <= row; at += 64) {
    const equal = v128.or(
      v128.or(
        f32x4.eq(v128.load(source + at), most),
        f32x4.eq(v128.load(source + at, 16), most),
      ),
      v128.or(
        f32x4.eq(v128.load(source + at, 32), most),
        f32x4.eq(v128.load(source + at, 48), most),
      ),
    );
    if (v128.any_true(equal)) break;
  }
  for (; at < last; at += 16) {
    const equal = f32x4.eq(v128.load(source + at), most);
    if (v128.any_true(equal)) return (<i32> at >> 2) + ctz(i32x4.bitmask(equal));
  }
  const bits = i32x4.bitmask(f32x4.eq(v128.load(source + last), most));
  return bits == 0 ? 0 : (<i32> last >> 2) + ctz(bits);
}

/**
 * The larger of each two lanes, where `a` is never NaN: a NaN in `b` compares false, and `a` stays.
 */
function larger(a: v128, b: v128): v128 {
  return f32x4.pmax(a, b);
}

/** The largest lane in all lanes. */
function spread(lanes: v128): v128 {
  const halves = larger(lanes, i32x4.shuffle(lanes, lanes, 2, 3, 0, 1));
  return larger(halves, i32x4.shuffle(halves, halves, 1, 0, 3, 2));
}
