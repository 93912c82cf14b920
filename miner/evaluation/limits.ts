/**
 * How long an evaluation may take and how much memory its child may hold. Both are limits of this
 * machine: whoever reaches one abstains, and no verdict follows from it.
 *
 * @module
 */

/** Starting, and reading a data set of a gigabyte, take seconds; this is for a machine that stalls. */
export const LOADS_WITHIN = 300_000;
/** The slowest machine that should take part: multiply-adds a second. */
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
 * What a core usually does with both engines, one after the other: multiply-adds a second, a quarter of
 * what `wasm` alone reaches with a small convolutional net (docs/BENCHMARKS.md).
 */
const USUAL = 1e9;

/**
 * What a round usually takes a miner, in seconds, where every model does as much as the spec allows. No
 * limit: it tells whether a commit window leaves time enough.
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
 * is gone. A child computes on one thread beside V8's helpers, so one that its parent replaces in
 * time never meets it.
 */
export function processorTime(evaluation: number): number {
  return Math.ceil(2 * busyTime(evaluation) / 1_000);
}

const MEBIBYTE = 1024 * 1024;
/**
 * What RLIMIT_DATA counts of a Deno process before it does anything: 550 MiB on Linux, of which 65
 * are used, the rest is V8's room to grow.
 */
const RUNTIME = 1024 * MEBIBYTE;
/** Activations of a batch: the batches are small so that these stay far below. */
const ACTIVATIONS = 1024 * MEBIBYTE;
/** A byte of text becomes two of float32; as bytes, as values and normalised, for a moment. */
const DATA = 12;
/** Packed, unpacked, decoded, encoded anew, in the engine and there laid out for its kernels. */
const MODEL = 8;

/**
 * The most memory that a child may ask for, in bytes: RLIMIT_DATA, private writable memory.
 *
 * @param dataBytes Length of the data set's files
 * @param modelBytes Largest unpacked model
 * @param share The part of the machine's memory that the limit may not pass: 1/2 where a child of
 * another engine holds the same data beside it
 */
export function memoryLimit(dataBytes: number, modelBytes: number, share = 1): number {
  const wanted = RUNTIME + ACTIVATIONS + DATA * dataBytes + MODEL * modelBytes;
  // A limit above the machine's memory would be none.
  return Math.max(
    RUNTIME + 256 * MEBIBYTE,
    Math.min(wanted, share * Deno.systemMemoryInfo().total),
  );
}
