/**
 * The version of the program, of what it writes and of what it reads.
 *
 * @module
 */
export const VERSION = "0.1.0";
