/**
 * Raw values to what a model takes: `(value × scale − mean) / std`, in float32, each step rounded as
 * written, so that a plain TypeScript loop with Math.fround gives the same bits.
 *
 * Values lie in `rows × channels` planes of `plane` values (channels first), or channel by channel
 * within each pixel (channels last), where `plane` is 1 and a row has many pixels: the host passes
 * pixels as rows.
 *
 * @param means float32 a channel
 * @param stds float32 a channel
 */
export function normalise(
  source: usize,
  planes: usize,
  plane: usize,
  channels: usize,
  scale: f32,
  means: usize,
  stds: usize,
  target: usize,
): void {
  let channel: usize = 0;
  for (let index: usize = 0; index < planes; index++) {
    const mean = load<f32>(means + (channel << 2));
    const std = load<f32>(stds + (channel << 2));
    const end = source + (plane << 2);
    while (source < end) {
      store<f32>(target, (load<f32>(source) * scale - mean) / std);
      source += 4;
      target += 4;
    }
    if (++channel == channels) channel = 0;
  }
}

/** Bytes to float32, as they are. */
export function widen(source: usize, count: usize, target: usize): void {
  for (let i: usize = 0; i < count; i++) {
    store<f32>(target + (i << 2), <f32> load<u8>(source + i));
  }
}
