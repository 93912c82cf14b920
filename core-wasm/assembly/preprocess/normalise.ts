/**
 * Raw values to what a model takes: `(value × scale − mean) / std`, in float32, each step rounded
 * as written, so that a plain TypeScript loop with Math.fround gives the same bits. A division
 * stays a division: `pixel × (1 / 255)` differs from `pixel / 255` for 126 of the 256 pixels.
 *
 * Values lie in planes of `plane` values, one channel each, channel after channel (channels first),
 * or, where `plane` is 1, channel by channel within each pixel (channels last). `means` and `stds`
 * contain the channels' float32 four times over: any four neighbours are then neighbours there.
 */

/** Normalises `planes` planes of uint8. */
export function normaliseBytes(
  source: usize,
  planes: usize,
  plane: usize,
  channels: usize,
  scale: f32,
  means: usize,
  stds: usize,
  target: usize,
): void {
  normalise<u8>(source, planes, plane, channels, scale, means, stds, target);
}

/** Normalises `planes` planes of float32. */
export function normaliseFloats(
  source: usize,
  planes: usize,
  plane: usize,
  channels: usize,
  scale: f32,
  means: usize,
  stds: usize,
  target: usize,
): void {
  normalise<f32>(source, planes, plane, channels, scale, means, stds, target);
}

function normalise<T>(
  source: usize,
  planes: usize,
  plane: usize,
  channels: usize,
  scale: f32,
  means: usize,
  stds: usize,
  target: usize,
): void {
  if (plane == 1 && channels > 1) {
    cycle<T>(source, planes, channels, scale, means, stds, target);
    return;
  }
  let channel: usize = 0;
  for (let left = planes; left > 0; left--) {
    const mean = load<f32>(means + (channel << 2));
    const std = load<f32>(stds + (channel << 2));
    const end = source + plane * sizeof<T>();
    if (ASC_FEATURE_SIMD) {
      const scales = f32x4.splat(scale);
      const meanLanes = f32x4.splat(mean);
      const stdLanes = f32x4.splat(std);
      for (const stop = source + (plane & ~3) * sizeof<T>(); source < stop;) {
        const lanes = f32x4.sub(f32x4.mul(four<T>(source), scales), meanLanes);
        v128.store(target, f32x4.div(lanes, stdLanes));
        source += 4 * sizeof<T>();
        target += 16;
      }
    }
    while (source < end) {
      store<f32>(target, (<f32> load<T>(source) * scale - mean) / std);
      source += sizeof<T>();
      target += 4;
    }
    if (++channel == channels) channel = 0;
  }
}

/** Channels last: each value has the next channel's mean and deviation. */
function cycle<T>(
  source: usize,
  values: usize,
  channels: usize,
  scale: f32,
  means: usize,
  stds: usize,
  target: usize,
): void {
  const period = channels << 2; // in bytes; four periods are there
  const end = source + values * sizeof<T>();
  let at: usize = 0;
  if (ASC_FEATURE_SIMD) {
    const scales = f32x4.splat(scale);
    for (const stop = source + (values & ~3) * sizeof<T>(); source < stop;) {
      const lanes = f32x4.sub(f32x4.mul(four<T>(source), scales), v128.load(means + at));
      v128.store(target, f32x4.div(lanes, v128.load(stds + at)));
      source += 4 * sizeof<T>();
      target += 16;
      // Four values further, back in the first period if the channels are the same there.
      at += 16;
      if (at >= period) at = channels < 4 ? at % period : at - period;
    }
  }
  while (source < end) {
    const mean = load<f32>(means + at);
    store<f32>(target, (<f32> load<T>(source) * scale - mean) / load<f32>(stds + at));
    source += sizeof<T>();
    target += 4;
    at += 4;
    if (at == period) at = 0;
  }
}

/** Four values as float32. */
function four<T>(source: usize): v128 {
  if (sizeof<T>() == 4) return v128.load(source);
  const words = i16x8.extend_low_i8x16_u(v128.load32_zero(source));
  // As signed numbers, which these also are: processors convert those with one instruction.
  return f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(words));
}
