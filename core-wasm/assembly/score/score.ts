/** From a model's output to labels and counts. */

/** Index of the largest value of each row, the lower index on a tie. Values must not be NaN. */
export function argmax(source: usize, rows: usize, classes: usize, target: usize): void {
  for (let row: usize = 0; row < rows; row++) {
    let best = load<f32>(source);
    let label: i32 = 0;
    for (let index: usize = 1; index < classes; index++) {
      const value = load<f32>(source + (index << 2));
      if (value > best) {
        best = value;
        label = <i32> index;
      }
    }
    store<i32>(target, label);
    source += classes << 2;
    target += 4;
  }
}

/** 1 where a probability is at least one half, else 0. */
export function threshold(source: usize, rows: usize, target: usize): void {
  for (let row: usize = 0; row < rows; row++) {
    store<i32>(target + (row << 2), load<f32>(source + (row << 2)) >= 0.5 ? 1 : 0);
  }
}

/** Whether any of `count` float32 is NaN. */
export function hasNaN(source: usize, count: usize): bool {
  for (let index: usize = 0; index < count; index++) {
    const value = load<f32>(source + (index << 2));
    if (value != value) return true;
  }
  return false;
}

/** How many of `count` int32 labels agree. */
export function countEqual(predictions: usize, labels: usize, count: usize): u32 {
  let equal: u32 = 0;
  for (let index: usize = 0; index < count << 2; index += 4) {
    equal += <u32> (load<i32>(predictions + index) == load<i32>(labels + index));
  }
  return equal;
}

/**
 * Adds `count` pairs to a table of `classes × classes` uint32, the label's row, the prediction's
 * column; a prediction that is no class is not in it.
 */
export function confusion(
  predictions: usize,
  labels: usize,
  count: usize,
  classes: u32,
  table: usize,
): void {
  for (let index: usize = 0; index < count << 2; index += 4) {
    const prediction = load<u32>(predictions + index);
    const label = load<u32>(labels + index);
    if (prediction >= classes || label >= classes) continue;
    const cell = table + (<usize> (label * classes + prediction) << 2);
    store<u32>(cell, load<u32>(cell) + 1);
  }
}
