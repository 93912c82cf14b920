/**
 * Undoes a byte shuffle: `width` planes of `count` bytes, each plane one byte position of every
 * value, become `count` values of `width` bytes.
 */
export function unshuffle(source: usize, count: usize, width: usize, target: usize): void {
  if (width == 4) {
    const b = source + count;
    const c = b + count;
    const d = c + count;
    for (let i: usize = 0; i < count; i++) {
      store<u32>(
        target + (i << 2),
        <u32> load<u8>(source + i) | (<u32> load<u8>(b + i) << 8) |
          (<u32> load<u8>(c + i) << 16) | (<u32> load<u8>(d + i) << 24),
      );
    }
    return;
  }
  for (let plane: usize = 0; plane < width; plane++) {
    for (let i: usize = 0; i < count; i++) {
      store<u8>(target + i * width + plane, load<u8>(source + plane * count + i));
    }
  }
}
