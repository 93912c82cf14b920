/**
 * Untrusted text, safe to show: characters that steer a terminal, reverse text or take no room are
 * escaped, so that no text looks like another one or like one of our lines. The terminal, the log,
 * the errors and the page share this one rule.
 *
 * @module
 */

/**
 * Control characters (C0, C1, DEL), format characters (direction, zero width, tags), lone
 * surrogates, line and paragraph separators, those that Unicode calls ignorable by default
 * (fillers, variation selectors), and the blank of Braille.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** Characters of a name or a value within a sentence: enough to recognise it. */
const LONGEST_VALUE = 120;

/** Makes every character visible: `a\u{202e}b` for one that reverses text. Never breaks a line. */
export function visible(text: string): string {
  return text.replace(
    INVISIBLE,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/**
 * An untrusted value in a sentence or a table: escaped, on one line, and truncated.
 *
 * @param most Characters of the answer
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { show } from "./visible.ts";
 *
 * // A name that reverses the text after it, and an endless one.
 * assertEquals(show("lenet\u202Exnno."), "lenet\\u{202e}xnno.");
 * assertEquals(show("a".repeat(1_000), 5), "aaaa…");
 * ```
 */
export function show(text: string, most = LONGEST_VALUE): string {
  let shown = "";
  let cut = "";
  // Character by character: no escape is cut in two, and of megabytes only the head is read.
  for (const character of text) {
    shown += visible(character);
    if (shown.length > most) return `${cut}…`;
    if (shown.length < most) cut = shown;
  }
  return shown;
}

/** Makes every character of a multi-line text visible, except its line breaks. */
export function visibleLines(text: string): string {
  return text.split(/\r?\n/).map(visible).join("\n");
}

/**
 * A message as one line, escaped and truncated. Libraries break their messages into lines; an
 * untrusted value that was missed in one breaks none.
 */
export function oneLine(message: string, most: number): string {
  return show(message.slice(0, 2 * most).trim().replace(/\s*[\r\n]+\s*/g, " "), most);
}

/** Makes every character of a JSON text visible; it stays the same JSON. */
export function visibleJson(json: string): string {
  return json.replace(INVISIBLE, (character) => {
    // The line breaks of an indented text are the program's own: within a value they are escaped.
    if (character === "\n") return character;
    const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
    return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
  });
}
