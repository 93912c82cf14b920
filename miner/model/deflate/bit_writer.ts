/**
 * Writing bits, the lowest first, as in deflate.
 *
 * @module
 */

/** A growing run of bits. */
export class BitWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #end = 0;
  #held = 0;
  #bits = 0;

  /** @param size The first guess for the number of bytes */
  constructor(size: number) {
    this.#bytes = new Uint8Array(Math.max(64, size));
  }

  /** Writes the lowest `count` bits of a number, at most 16. */
  put(value: number, count: number): void {
    // Fewer than 8 bits are pending, so there are at most 23, which fit.
    this.#held |= value << this.#bits;
    this.#bits += count;
    while (this.#bits >= 8) {
      this.#byte(this.#held & 255);
      this.#held >>>= 8;
      this.#bits -= 8;
    }
  }

  /** Fills up the last byte with zeros. */
  align(): void {
    if (this.#bits > 0) this.#byte(this.#held & 255);
    this.#held = 0;
    this.#bits = 0;
  }

  /** Writes whole bytes; the writer must be aligned. */
  bytes(bytes: Uint8Array): void {
    for (const byte of bytes) this.#byte(byte);
  }

  /** Free bits of the last byte. */
  get unfilled(): number {
    return (8 - this.#bits) % 8;
  }

  /** The written bytes. */
  finish(): Uint8Array<ArrayBuffer> {
    this.align();
    return this.#bytes.slice(0, this.#end);
  }

  #byte(byte: number): void {
    if (this.#end === this.#bytes.length) {
      const larger = new Uint8Array(2 * this.#bytes.length);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes[this.#end++] = byte;
  }
}
