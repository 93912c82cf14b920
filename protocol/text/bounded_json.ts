/**
 * Limits of untrusted JSON. `JSON.parse` makes a hundred bytes of memory out of two of text: ten
 * megabytes of nested brackets took a gigabyte for a quarter of a minute. So the text is scanned
 * first, without building anything.
 *
 * @module
 */

/** Levels of arrays and objects; answers of nodes have six, specs four. */
export const MOST_LEVELS = 64;
/**
 * Arrays, objects and the values between their commas. A page of ten thousand logs, the most that
 * providers give, has 200,000; a million empty objects take 60 MB.
 */
export const MOST_VALUES = 1_000_000;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
/** `[` and `{`, `]` and `}` differ in this bit alone. */
const CURLY = 0x20;
const OPEN = 0x5b | CURLY;
const CLOSE = 0x5d | CURLY;

/**
 * Says why a JSON text in UTF-8 must not be parsed; undefined if it may be. The parser decides
 * whether it is JSON at all.
 */
export function tooMuchJson(text: Uint8Array): string | undefined {
  // Most texts escape nothing, and their strings, which may be packages, are passed over quickly.
  const escapes = text.includes(BACKSLASH);
  let levels = 0;
  let values = 0;
  for (let at = 0; at < text.length; at++) {
    const byte = text[at]!;
    if (byte === QUOTE && escapes) {
      for (at++; at < text.length && text[at] !== QUOTE; at++) if (text[at] === BACKSLASH) at++;
    } else if (byte === QUOTE) {
      const end = text.indexOf(QUOTE, at + 1);
      at = end < 0 ? text.length : end;
    } else if (byte === COMMA) {
      values++;
    } else if ((byte | CURLY) === OPEN) {
      values++;
      if (++levels > MOST_LEVELS) return `it nests more than ${MOST_LEVELS} levels`;
    } else if ((byte | CURLY) === CLOSE) {
      levels--;
    }
    if (values > MOST_VALUES) return `it has more than ${MOST_VALUES} values`;
  }
  return undefined;
}

/**
 * Parses untrusted JSON.
 *
 * @throws Error that says in a clause what is wrong
 */
export function parseBoundedJson(text: Uint8Array): unknown {
  const tooMuch = tooMuchJson(text);
  if (tooMuch !== undefined) throw new Error(tooMuch);
  return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(text));
}
