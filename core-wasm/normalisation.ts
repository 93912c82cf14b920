/**
 * How raw values are made ready for a model.
 *
 * @module
 */

/** How raw values become a model's input: `(value × scale − mean) / std`, each step in float32. */
export interface Normalisation {
  /** Values of one channel that lie beside each other: height × width, or 1 for channels last */
  plane: number;
  channels: number;
  scale: number;
  /** One a channel */
  mean: ArrayLike<number>;
  /** One a channel */
  std: ArrayLike<number>;
}
