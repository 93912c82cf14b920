/**
 * How long an evaluation may take and how much memory its child may use. Both are limits of this
 * machine: a miner that reaches one abstains, and no verdict follows from it.
 *
 * @module
 */

/** Starting, and reading a data set of a gigabyte, take seconds; this is for a machine that stalls. */
export const LOADS_WITHIN = 300_000;
/** The slowest machine that should take part: multiply-adds per second. */
const SLOWEST = 50e6;
/** For everything but multiplying, in milliseconds. */
const GRACE = 60_000;
/** A day: no round lasts longer, and a timer cannot wait longer than 24.8. */
const LONGEST = 86_400_000;

/**
 * How long one model may take, in milliseconds.
 *
 * @param multiplyAdds The spec's limit for one sample
 */
export function evaluationTime(multiplyAdds: number, rows: number): number {
  return Math.min(LONGEST, GRACE + 1_000 * multiplyAdds * rows / SLOWEST);
}

/**
 * A core's usual speed with both engines, one after the other: multiply-adds per second, a quarter
 * of what `wasm` alone reaches with a small convolutional net (docs/BENCHMARKS.md).
 */
const USUAL = 1e9;

/**
 * The usual time of a round for a miner, in seconds, if every model does as much as the spec
 * allows. Not a limit: it shows whether a commit window leaves enough time.
 *
 * @param multiplyAdds The spec's limit for one sample
 * @param models In the round
 * @param width Models that are evaluated at once
 */
export function roundTime(
  { multiplyAdds, rows, models, width }: {
    multiplyAdds: number;
    rows: number;
    models: number;
    width: number;
  },
): number {
  return Math.ceil(models / width) * multiplyAdds * rows / USUAL;
}

/** Evaluations of one length that a child serves before it is replaced, at least. */
const LIVES = 8;

/** How long a child may be busy in all before it is replaced, in milliseconds. */
export function busyTime(evaluation: number): number {
  return LOADS_WITHIN + LIVES * evaluation;
}

/**
 * The kernel's own limit on a child's processor time, in seconds: it ends even a child whose parent
 * is gone. A child computes on one thread and V8's helpers, so one that its parent replaces in time
 * never reaches it.
 */
export function processorTime(evaluation: number): number {
  return Math.ceil(2 * busyTime(evaluation) / 1_000);
}

const MEBIBYTE = 1024 * 1024;
/**
 * What RLIMIT_DATA counts of a Deno process before it does anything: 550 MiB on Linux, 65 of them
 * used, the rest reserved for V8 to grow.
 */
const RUNTIME = 1024 * MEBIBYTE;
/** Activations of a batch: batches are small, so that these stay far below. */
const ACTIVATIONS = 1024 * MEBIBYTE;
/** A byte of text becomes two of float32; as bytes, as values and normalised, for a moment. */
const DATA = 12;
/** Packed, unpacked, decoded, encoded again, in the engine and there laid out for its kernels. */
const MODEL = 8;

/**
 * The most memory that a child may use, in bytes: RLIMIT_DATA, private writable memory.
 *
 * @param dataBytes Length of the data set's files
 * @param modelBytes Largest unpacked model
 * @param share The part of the machine's memory that the limit may not exceed: 1/2 if a child of
 * another engine has the same data
 */
export function memoryLimit(dataBytes: number, modelBytes: number, share = 1): number {
  const wanted = RUNTIME + ACTIVATIONS + DATA * dataBytes + MODEL * modelBytes;
  // A limit above the machine's memory would have no effect.
  return Math.max(
    RUNTIME + 256 * MEBIBYTE,
    Math.min(wanted, share * Deno.systemMemoryInfo().total),
  );
}
