/**
 * Reading what somebody sends, as long as it is no longer than it may be.
 *
 * @module
 */

/** Reads a body whole; undefined when it is longer than `most` bytes, and then no further. */
export async function readBounded(
  body: ReadableStream<Uint8Array>,
  most: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  // Not every browser lets a stream be looped over.
  const reader = body.getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Uint8Array(await new Blob(parts).arrayBuffer());
    size += value.length;
    if (size > most) {
      await reader.cancel();
      return undefined;
    }
    parts.push(value as Uint8Array<ArrayBuffer>);
  }
}
