/**
 * zlib's verdict on a stream.
 *
 * @module
 */
import { inflateSync } from "node:zlib";

/** The content, or undefined where zlib refuses, or ignores bytes after the stream. */
export function zlibVerdict(stream: Uint8Array, most = 1_000_000): Uint8Array | undefined {
  try {
    const { buffer, engine } = inflateSync(stream, {
      maxOutputLength: most,
      info: true,
    } as never) as unknown as { buffer: Uint8Array; engine: { bytesWritten: number } };
    return engine.bytesWritten === stream.length ? buffer : undefined;
  } catch {
    return undefined;
  }
}
