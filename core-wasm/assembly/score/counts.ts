/** How many of `count` int32 labels agree. */
export function countEqual(predictions: usize, labels: usize, count: usize): u32 {
  const end = predictions + (count << 2);
  let equal: u32 = 0;
  if (ASC_FEATURE_SIMD) {
    let lanes = i32x4.splat(0);
    for (const stop = predictions + ((count & ~3) << 2); predictions < stop;) {
      // Equal lanes are −1.
      lanes = i32x4.sub(lanes, i32x4.eq(v128.load(predictions), v128.load(labels)));
      predictions += 16;
      labels += 16;
    }
    equal = i32x4.extract_lane(lanes, 0) + i32x4.extract_lane(lanes, 1) +
      i32x4.extract_lane(lanes, 2) + i32x4.extract_lane(lanes, 3);
  }
  while (predictions < end) {
    equal += <u32> (load<i32>(predictions) == load<i32>(labels));
    predictions += 4;
    labels += 4;
  }
  return equal;
}

/**
 * Adds `count` pairs to a table of `classes × classes` uint32, the label's row, the prediction's
 * column; a prediction that is not a class is not counted.
 */
export function confusion(
  predictions: usize,
  labels: usize,
  count: usize,
  classes: u32,
  table: usize,
): void {
  for (const end = predictions + (count << 2); predictions < end;) {
    const prediction = load<u32>(predictions);
    const label = load<u32>(labels);
    predictions += 4;
    labels += 4;
    if (prediction >= classes || label >= classes) continue;
    const cell = table + (<usize> (label * classes + prediction) << 2);
    store<u32>(cell, load<u32>(cell) + 1);
  }
}
