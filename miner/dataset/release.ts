/**
 * Returning memory at once.
 *
 * @module
 */

/**
 * Frees the memory of values that are no longer needed. The garbage collector would do so later,
 * and the pieces of a data set would pile up until then.
 *
 * @param values The only view of its buffer; it is empty afterwards
 */
export function release(values: Float32Array | Uint8Array): void {
  (values.buffer as ArrayBuffer).transfer(0);
}
