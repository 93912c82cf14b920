/** 1 where a probability, float32, is at least one half, otherwise 0; NaN is not. */
export function threshold(source: usize, rows: usize, target: usize): void {
  for (let row: usize = 0; row < rows; row++) {
    store<i32>(target + (row << 2), load<f32>(source + (row << 2)) >= 0.5 ? 1 : 0);
  }
}
