/**
 * Text of a stranger's spec within a Python program: never anything but a literal.
 *
 * @module
 */

/**
 * A string as a Python literal in ASCII.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { pythonString } from "./python.ts";
 *
 * assertEquals(pythonString('"\nimport os'), String.raw`"\u0022\u000aimport os"`);
 * ```
 */
export function pythonString(text: string): string {
  let literal = "";
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const plain = code >= 0x20 && code < 0x7f && character !== '"' && character !== "\\";
    if (plain) literal += character;
    else if (code > 0xffff) literal += `\\U${code.toString(16).padStart(8, "0")}`;
    else literal += `\\u${code.toString(16).padStart(4, "0")}`;
  }
  return `"${literal}"`;
}

/** Whole numbers as a tuple: `(28,)`, `(1, 28, 28)`. */
export function pythonTuple(numbers: readonly number[]): string {
  return numbers.length === 1 ? `(${numbers[0]},)` : `(${numbers.join(", ")})`;
}
