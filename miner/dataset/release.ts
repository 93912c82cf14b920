/**
 * Giving memory back at once.
 *
 * @module
 */

/**
 * Frees the memory behind values that nobody needs any more. The garbage collector would do so some
 * time later, and a data set that is read piece by piece would pile its pieces up until then.
 *
 * @param values The only view of its buffer; it is empty afterwards
 */
export function release(values: Float32Array | Uint8Array): void {
  (values.buffer as ArrayBuffer).transfer(0);
}
