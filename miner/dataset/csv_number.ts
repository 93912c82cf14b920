/**
 * The grammar of numbers in a CSV, which the WASM core reads: docs/PROTOCOL.md, section 9.
 *
 * @module
 */

const NUMBER = /^[ \t]*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[ \t]*$/;

/** Whether a cell, without its quotes, is a number. */
export function isNumber(cell: string): boolean {
  return NUMBER.test(cell);
}
