/** Values between two checks of the result: enough to keep branches out of the loop. */
const RUN: usize = 64;

/** Whether any of `count` float32 is NaN: the one value that differs from itself. */
export function hasNaN(source: usize, count: usize): bool {
  const end = source + (count << 2);
  if (ASC_FEATURE_SIMD) {
    for (; end - source >= RUN << 2; source += RUN << 2) {
      let odd = i32x4.splat(0);
      for (let at: usize = 0; at < RUN << 2; at += 16) {
        const values = v128.load(source + at);
        odd = v128.or(odd, f32x4.ne(values, values));
      }
      if (v128.any_true(odd)) return true;
    }
  }
  for (; source < end; source += 4) {
    const value = load<f32>(source);
    if (value != value) return true;
  }
  return false;
}
