/**
 * Adler-32, RFC 1950. Two sums modulo 65,521; 5,552 bytes is the longest run for which the second
 * cannot pass 2^32.
 */
export function adler32(source: usize, length: usize): u32 {
  let a: u32 = 1;
  let b: u32 = 0;
  while (length > 0) {
    const run = length < 5552 ? length : 5552;
    const end = source + run;
    const unrolled = source + (run & ~(<usize> 7));
    while (source < unrolled) {
      const word = load<u64>(source);
      a += <u32> (word & 0xff);
      b += a;
      a += <u32> ((word >> 8) & 0xff);
      b += a;
      a += <u32> ((word >> 16) & 0xff);
      b += a;
      a += <u32> ((word >> 24) & 0xff);
      b += a;
      a += <u32> ((word >> 32) & 0xff);
      b += a;
      a += <u32> ((word >> 40) & 0xff);
      b += a;
      a += <u32> ((word >> 48) & 0xff);
      b += a;
      a += <u32> (word >> 56);
      b += a;
      source += 8;
    }
    while (source < end) {
      a += <u32> load<u8>(source++);
      b += a;
    }
    a %= 65521;
    b %= 65521;
    length -= run;
  }
  return (b << 16) | a;
}
