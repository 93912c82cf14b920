/**
 * What an answer may hold besides, for people.
 *
 * @module
 */

/** How sure a model was of each row, in the units of its own scores. */
export interface Margins {
  /** The largest score minus the second; 0 where a model gives labels only */
  lead: Float32Array;
  /** The largest score minus the label's: 0 where it is right */
  miss: Float32Array;
  /** What is right */
  labels: Int32Array;
}
