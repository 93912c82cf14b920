/** Where an inflation stands, and the bits that the careful code takes one group at a time. */

/** The one stream in progress: the module works for one caller at a time. */
export class Stream {
  static input: usize = 0;
  static inputEnd: usize = 0;
  static output: usize = 0;
  static outputStart: usize = 0;
  /** Bits read and not used, the next one lowest; none above `count`. */
  static bits: u64 = 0;
  static count: u32 = 0;
}

/** Reads bytes until there are `wanted` bits, at most 32; false where the input ends first. */
export function need(wanted: u32): bool {
  while (Stream.count < wanted) {
    if (Stream.input >= Stream.inputEnd) return false;
    readByte();
  }
  return true;
}

/**
 * Reads what any symbol may take, 48 bits, or all that remain: the last code may be shorter than
 * what a lookup sees. At most 56 bits are left, so the fast loop has room below and above them.
 */
export function fill(): void {
  while (Stream.count <= 48 && Stream.input < Stream.inputEnd) readByte();
}

function readByte(): void {
  Stream.bits |= <u64> load<u8>(Stream.input) << Stream.count;
  Stream.input++;
  Stream.count += 8;
}

/** Takes `width` bits that were read, at most 31. */
export function take(width: u32): u32 {
  const value = <u32> Stream.bits & ((1 << width) - 1);
  Stream.bits >>= width;
  Stream.count -= width;
  return value;
}

/** Gives whole unused bytes back to the input. */
export function trim(): void {
  Stream.input -= Stream.count >> 3;
  Stream.count &= 7;
  Stream.bits &= (<u64> 1 << Stream.count) - 1;
}
