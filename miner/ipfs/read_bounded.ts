/**
 * Reading untrusted bodies, up to a limit.
 *
 * @module
 */

/** Room for an ordinary answer, in bytes; it doubles when it is full. */
const ROOM = 64 * 1024;

/**
 * Reads a whole body; undefined if it is longer than `most` bytes, where reading stops.
 *
 * Bytes are read into one buffer: they may come in pieces of 4 KiB, and the runtime would make a
 * buffer of 64 KiB for each.
 *
 * @param onRead Called with the bytes read until then
 */
export async function readBounded(
  body: ReadableStream<Uint8Array>,
  most: number,
  onRead: (bytes: number) => void = () => {},
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  let reader: ReadableStreamBYOBReader;
  try {
    reader = body.getReader({ mode: "byob" });
  } catch {
    // Not every stream of every browser can fill a given buffer.
    return await readParts(body, most, onRead);
  }
  let buffer = new ArrayBuffer(ROOM);
  let filled = 0;
  for (;;) {
    if (filled === buffer.byteLength) buffer = buffer.transfer(2 * filled);
    const { done, value } = await reader.read(new Uint8Array(buffer, filled));
    // It comes back with what was read.
    if (value !== undefined) buffer = value.buffer;
    if (done) return new Uint8Array(buffer.transfer(filled));
    filled += value.length;
    onRead(filled);
    if (filled > most) {
      await reader.cancel();
      return undefined;
    }
  }
}

async function readParts(
  body: ReadableStream<Uint8Array>,
  most: number,
  onRead: (bytes: number) => void,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  // Not every browser can iterate over a stream.
  const reader = body.getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    onRead(size);
    if (size > most) {
      await reader.cancel();
      return undefined;
    }
    parts.push(value);
  }
  const whole = new Uint8Array(size);
  let filled = 0;
  for (const part of parts) {
    whole.set(part, filled);
    filled += part.length;
  }
  return whole;
}
