/**
 * The progress of bytes, in one line.
 *
 * @module
 */
import { progressLine } from "../progress_line.ts";
import type { Terminal } from "../terminal.ts";

/** Milliseconds between two lines. */
const EVERY = 200;

/** Shows how many bytes are done, of `all` if that is known. */
export function byteProgress(
  { progress }: Terminal,
  what: string,
  all?: number,
): (done: number) => void {
  const started = performance.now();
  let shown = -Infinity;
  return (done) => {
    const now = performance.now();
    if (now - shown < EVERY) return;
    shown = now;
    const seconds = (now - started) / 1_000;
    const mega = (bytes: number) => Math.round(bytes / 1e5) / 10;
    progress(
      all === undefined
        ? `${what}: ${mega(done)} MB`
        : progressLine(what, mega(done), mega(all), "MB", seconds),
    );
  };
}
