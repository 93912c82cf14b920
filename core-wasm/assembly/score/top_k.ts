/**
 * In how many rows of float32 the label is among the `k` largest values. Of equal values the lower
 * index comes first, as in argmax; a label that is not a class, or whose value is NaN, is in none.
 */
export function topK(source: usize, rows: usize, classes: u32, labels: usize, k: u32): u32 {
  let found: u32 = 0;
  const row = <usize> classes << 2;
  for (const end = labels + (rows << 2); labels < end; labels += 4, source += row) {
    const label = load<u32>(labels);
    if (label >= classes) continue;
    const value = load<f32>(source + (<usize> label << 2));
    if (value != value) continue;
    const before = source + (<usize> label << 2);
    const ahead = atLeast(source, before, value) + above(before, source + row, value);
    found += <u32> (ahead < k);
  }
  return found;
}

/** Values from `source` on that are `value` or more. */
function atLeast(source: usize, end: usize, value: f32): u32 {
  let count: u32 = 0;
  if (ASC_FEATURE_SIMD) {
    let lanes = i32x4.splat(0);
    for (const bound = f32x4.splat(value); end - source >= 16; source += 16) {
      lanes = i32x4.sub(lanes, f32x4.ge(v128.load(source), bound));
    }
    count = sum(lanes);
  }
  for (; source < end; source += 4) count += <u32> (load<f32>(source) >= value);
  return count;
}

/** Values from `source` on that are more than `value`. */
function above(source: usize, end: usize, value: f32): u32 {
  let count: u32 = 0;
  if (ASC_FEATURE_SIMD) {
    let lanes = i32x4.splat(0);
    for (const bound = f32x4.splat(value); end - source >= 16; source += 16) {
      lanes = i32x4.sub(lanes, f32x4.gt(v128.load(source), bound));
    }
    count = sum(lanes);
  }
  for (; source < end; source += 4) count += <u32> (load<f32>(source) > value);
  return count;
}

function sum(lanes: v128): u32 {
  return i32x4.extract_lane(lanes, 0) + i32x4.extract_lane(lanes, 1) +
    i32x4.extract_lane(lanes, 2) + i32x4.extract_lane(lanes, 3);
}
