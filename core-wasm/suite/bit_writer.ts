/**
 * Writes deflate streams by hand, valid or not.
 *
 * @module
 */

/** Bits, first one lowest, RFC 1951, section 3.1.1. */
export class BitWriter {
  #bits: number[] = [];

  /** A number, lowest bit first. */
  number(value: number, width: number): this {
    for (let bit = 0; bit < width; bit++) this.#bits.push((value >> bit) & 1);
    return this;
  }

  /** A Huffman code, its highest bit first. */
  code(code: number, width: number): this {
    for (let bit = width - 1; bit >= 0; bit--) this.#bits.push((code >> bit) & 1);
    return this;
  }

  /** A literal or length symbol of the fixed code, RFC 1951, section 3.2.6. */
  fixed(symbol: number): this {
    if (symbol < 144) return this.code(0x30 + symbol, 8);
    if (symbol < 256) return this.code(0x190 + symbol - 144, 9);
    if (symbol < 280) return this.code(symbol - 256, 7);
    return this.code(0xc0 + symbol - 280, 8);
  }

  /**
   * The head of a dynamic block, RFC 1951, section 3.2.7. Each length is sent unchanged, by a
   * code-length code of sixteen codes of four bits.
   */
  dynamic(lengths: number[], distances: number[]): this {
    this.number(1, 1).number(2, 2);
    this.number(lengths.length - 257, 5).number(distances.length - 1, 5).number(15, 4);
    for (const symbol of CODE_ORDER) this.number(symbol < 16 ? 4 : 0, 3);
    for (const length of [...lengths, ...distances]) this.code(length, 4);
    return this;
  }

  /** The stream: a header, the bits, the Adler-32. */
  zlib(adler: number): Uint8Array<ArrayBuffer> {
    const body = new Uint8Array(Math.ceil(this.#bits.length / 8));
    this.#bits.forEach((bit, at) => body[at >> 3]! |= bit << (at & 7));
    const stream = new Uint8Array(2 + body.length + 4);
    stream.set([0x78, 0x9c]);
    stream.set(body, 2);
    new DataView(stream.buffer).setUint32(2 + body.length, adler);
    return stream;
  }
}

/** The order in which the lengths of the code-length code are sent. */
export const CODE_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** Adler-32 by its definition, RFC 1950, section 8.2. */
export function adlerOf(bytes: Uint8Array): number {
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return ((b << 16) | a) >>> 0;
}
