/**
 * Reading untrusted bodies, up to a limit.
 *
 * @module
 */

/**
 * Reads a whole body; undefined if it is longer than `most` bytes, where reading stops.
 *
 * @param onRead Called with the bytes read until then
 */
export async function readBounded(
  body: ReadableStream<Uint8Array>,
  most: number,
  onRead?: (bytes: number) => void,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  // Not every browser can iterate over a stream.
  const reader = body.getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return joined(parts, size);
    size += value.length;
    onRead?.(size);
    if (size > most) {
      await reader.cancel();
      return undefined;
    }
    parts.push(value as Uint8Array<ArrayBuffer>);
  }
}

function joined(parts: Uint8Array<ArrayBuffer>[], size: number): Uint8Array<ArrayBuffer> {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const whole = new Uint8Array(size);
  let filled = 0;
  for (const part of parts) {
    whole.set(part, filled);
    filled += part.length;
  }
  return whole;
}
