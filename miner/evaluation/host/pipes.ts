/**
 * A child's stdout.
 *
 * @module
 */

/** A pipe as a source that fills buffers. */
export function sourceOf(reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>) {
  let rest: Uint8Array = new Uint8Array();
  return {
    async read(buffer: Uint8Array): Promise<number | null> {
      while (rest.length === 0) {
        const { value, done } = await reader.read();
        if (done) return null;
        rest = value;
      }
      const taken = rest.subarray(0, buffer.length);
      buffer.set(taken);
      rest = rest.subarray(taken.length);
      return taken.length;
    },
  };
}
