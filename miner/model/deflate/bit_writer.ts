/**
 * Writing bits, the lowest first, as in deflate.
 *
 * @module
 */

/** Takes written bytes, which are only valid during the call. */
export type Sink = (bytes: Uint8Array) => void;

/** Bytes that a writer with a sink keeps at most. */
const KEPT = 4 * 1024 * 1024;

/** A run of bits of a known length. */
export class BitWriter {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #sink: Sink | undefined;
  readonly #size: number;
  #end = 0;
  #held = 0;
  #bits = 0;
  #gone = 0;

  /**
   * @param size Its bytes in the end, exactly: packages are large, and a copy would cost as much
   * @param sink Is given all bytes, in order; without one, `finish` returns them
   */
  constructor(size: number, sink?: Sink) {
    this.#size = size;
    this.#sink = sink;
    this.#bytes = new Uint8Array(sink ? Math.min(size, KEPT) : size);
  }

  /** Makes room for some bytes, fewer than 1 MB, if there is a sink for those before. */
  room(bytes: number): void {
    if (this.#sink === undefined || this.#end + bytes <= this.#bytes.length) return;
    this.#sink(this.#bytes.subarray(0, this.#end));
    this.#gone += this.#end;
    this.#end = 0;
  }

  /** Writes the lowest `count` bits of a number, at most 16. */
  put(value: number, count: number): void {
    // Fewer than 8 bits are pending, so there are at most 23, which fit.
    this.#held |= value << this.#bits;
    this.#bits += count;
    while (this.#bits >= 8) {
      this.#bytes[this.#end++] = this.#held & 255;
      this.#held >>>= 8;
      this.#bits -= 8;
    }
  }

  /** Writes the code of each byte: `put` in a loop, at several times its speed. */
  codes(bytes: Uint8Array, codes: Uint16Array, lengths: Uint8Array): void {
    const out = this.#bytes;
    let [end, held, bits] = [this.#end, this.#held, this.#bits];
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i] as number;
      held |= (codes[byte] as number) << bits;
      bits += lengths[byte] as number;
      // At most 15 bits stay pending, and a code has at most 15.
      if (bits >= 16) {
        out[end++] = held & 255;
        out[end++] = (held >>> 8) & 255;
        held >>>= 16;
        bits -= 16;
      }
    }
    if (bits >= 8) {
      out[end++] = held & 255;
      held >>>= 8;
      bits -= 8;
    }
    [this.#end, this.#held, this.#bits] = [end, held, bits];
  }

  /** Fills up the last byte with zeros. */
  align(): void {
    if (this.#bits > 0) this.put(0, 8 - this.#bits);
  }

  /** Writes whole bytes; the writer must be aligned. */
  bytes(bytes: Uint8Array): void {
    this.#bytes.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /**
   * The written bytes, those that a sink was given apart.
   *
   * @throws RangeError if they are not as many as was said
   */
  finish(): Uint8Array<ArrayBuffer> {
    this.align();
    const written = this.#gone + this.#end;
    if (written !== this.#size) {
      throw new RangeError(`${written} bytes were written, not ${this.#size}`);
    }
    if (this.#sink === undefined) return this.#bytes;
    this.#sink(this.#bytes.subarray(0, this.#end));
    return new Uint8Array();
  }
}
