/**
 * The body of a message while it arrives: a data set need not be in memory before it is read.
 *
 * @module
 */
import { FrameError } from "../wire/frames.ts";

/** Bytes of a piece. */
const PIECE = 512 * 1024;

/** Fills a part of `buffer`, waiting; returns how many bytes, or null at the end. */
export type ReadSync = (buffer: Uint8Array) => number | null;

/** A body of a known length. */
export class ArrivingBody {
  #left: number;
  readonly #read: ReadSync;

  constructor(read: ReadSync, length: number) {
    this.#read = read;
    this.#left = length;
  }

  /**
   * The bytes that have not been read yet; a piece is gone when the next is asked for.
   *
   * @throws FrameError if the stream ends before them
   */
  *pieces(): Generator<Uint8Array<ArrayBuffer>> {
    const buffer = new Uint8Array(Math.min(PIECE, this.#left));
    while (this.#left > 0) yield this.#fill(buffer.subarray(0, Math.min(PIECE, this.#left)));
  }

  /**
   * All bytes that have not been read yet.
   *
   * @throws FrameError if the stream ends before them
   */
  whole(): Uint8Array<ArrayBuffer> {
    return this.#fill(new Uint8Array(this.#left));
  }

  /** Skips what nobody read, so that the next message can be found. */
  skip(): void {
    for (const _ of this.pieces());
  }

  #fill(buffer: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    for (let filled = 0; filled < buffer.length;) {
      const read = this.#read(buffer.subarray(filled));
      if (read === null || read === 0) throw new FrameError("Frame cut short");
      filled += read;
      this.#left -= read;
    }
    return buffer;
  }
}
