/**
 * Undoes a byte shuffle: `width` planes of `count` bytes, each plane one byte position of every
 * value, become `count` values of `width` bytes.
 */
export function unshuffle(source: usize, count: usize, width: usize, target: usize): void {
  let done: usize = 0;
  if (ASC_FEATURE_SIMD && width == 4) {
    done = count & ~15;
    unshuffleFloats(source, count, done, target);
  }
  for (let plane: usize = 0; plane < width; plane++) {
    let from = source + plane * count + done;
    let to = target + done * width + plane;
    for (const end = source + (plane + 1) * count; from < end; from++, to += width) {
      store<u8>(to, load<u8>(from));
    }
  }
}

/** The first `done` values of four bytes each, sixteen at a time. */
function unshuffleFloats(first: usize, count: usize, done: usize, target: usize): void {
  const second = first + count;
  const third = second + count;
  const fourth = third + count;
  for (let at: usize = 0; at < done; at += 16) {
    const a = v128.load(first + at);
    const b = v128.load(second + at);
    const c = v128.load(third + at);
    const d = v128.load(fourth + at);
    // Pairs of the lower and the upper two bytes, then those side by side.
    const low = interleaveLow(a, b);
    const lowRest = interleaveHigh(a, b);
    const high = interleaveLow(c, d);
    const highRest = interleaveHigh(c, d);
    const to = target + (at << 2);
    v128.store(to, zipLow(low, high));
    v128.store(to, zipHigh(low, high), 16);
    v128.store(to, zipLow(lowRest, highRest), 32);
    v128.store(to, zipHigh(lowRest, highRest), 48);
  }
}

function interleaveLow(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

function interleaveHigh(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

function zipLow(a: v128, b: v128): v128 {
  return i16x8.shuffle(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}

function zipHigh(a: v128, b: v128): v128 {
  return i16x8.shuffle(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}
