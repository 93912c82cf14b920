/**
 * Swaps the two inner axes of `rows × outer × inner` values of 1 or 4 bytes: pixels with channels
 * last (NHWC, outer = height × width) to channels first (NCHW, outer = channels), and back.
 */
export function swapAxes(
  source: usize,
  rows: usize,
  outer: usize,
  inner: usize,
  width: usize,
  target: usize,
): void {
  if (width == 4) swap<u32>(source, rows, outer, inner, target);
  else swap<u8>(source, rows, outer, inner, target);
}

function swap<T>(source: usize, rows: usize, outer: usize, inner: usize, target: usize): void {
  const stride = inner * sizeof<T>();
  const row = outer * stride;
  for (const end = source + rows * row; source < end; source += row) {
    // In the order of the target: writes run on, reads are few streams.
    for (let column: usize = 0; column < stride; column += sizeof<T>()) {
      for (let at = source + column, stop = source + row; at < stop; at += stride) {
        store<T>(target, load<T>(at));
        target += sizeof<T>();
      }
    }
  }
}
