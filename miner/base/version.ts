/**
 * The versions of the program, of its output and of its input.
 *
 * @module
 */
export const VERSION = "0.1.0";
