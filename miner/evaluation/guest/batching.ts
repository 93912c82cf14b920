/**
 * How many rows go through a model at once.
 *
 * @module
 */

/** Activations of 64 rows of a small convolutional net stay in a core's second-level cache. */
const CONVOLUTIONAL = 64;
/** Dense layers are matrix products: more rows reuse each weight more often. */
const DENSE = 512;
/** Values of input in one batch, 16 MB as float32, whatever a row's size. */
const MAX_VALUES = 4 * 1024 * 1024;
/**
 * A model that uses each weight more often than this per sample convolves; dense ones use it once.
 */
const REUSE = 1.5;

/** Values that a model's nodes produce for one batch: 256 MB as float32, if none were freed. */
const MADE = 2 ** 26;

/**
 * Rows that a batch is a multiple of. Engines compute vectors of up to 16 floats, and what is left
 * over otherwise: in a batch that fills them, a row's result does not depend on how many there are.
 */
export const MULTIPLE = 16;

/** Input of the choice: only facts of model and spec, so every miner makes the same one. */
export interface BatchFacts {
  /** Rows that the model fixes, if it does */
  fixed: number | undefined;
  parameters: number;
  multiplyAdds: number;
  /** Values in a row */
  features: number;
  /** Values that the model's nodes produce from a row */
  made: number;
}

/** Rows in a batch: as many as the model fixes, a multiple of MULTIPLE, or 1. */
export function batchSize(facts: BatchFacts): number {
  if (facts.fixed !== undefined) return facts.fixed;
  const most = facts.multiplyAdds > REUSE * facts.parameters ? CONVOLUTIONAL : DENSE;
  const rows = Math.min(
    most,
    Math.floor(MAX_VALUES / facts.features),
    Math.floor(MADE / facts.made),
  );
  return rows < MULTIPLE ? 1 : rows - rows % MULTIPLE;
}

/** Rows that an engine is given for so many at the end of the data. */
export function filledUp(rows: number, batch: number, fixed: number | undefined): number {
  if (fixed !== undefined || batch === 1) return batch;
  return Math.min(batch, Math.ceil(rows / MULTIPLE) * MULTIPLE);
}
