/**
 * The progress of long work, in one line.
 *
 * @module
 */

/** The first moments predict nothing: rate and time left are shown after this, in seconds. */
const SETTLED = 0.5;

/**
 * The line, e.g. `Evaluating: 4,096 of 10,000 rows, 91,000 rows/s, 1 s left`.
 *
 * @param seconds Since the work began
 */
export function progressLine(
  what: string,
  done: number,
  all: number,
  unit: string,
  seconds: number,
): string {
  const count = `${what}: ${show(done)} of ${show(all)} ${unit}`;
  if (seconds < SETTLED || done === 0) return count;
  const rate = done / seconds;
  const rounded = Number(rate.toPrecision(2));
  return `${count}, ${show(rounded)} ${unit}/s, ${duration((all - done) / rate)} left`;
}

function show(count: number): string {
  return count.toLocaleString("en-US");
}

/** A duration for people: 1 s, 2 min 5 s, 3 h 4 min. */
export function duration(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
