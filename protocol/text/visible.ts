/**
 * Text of strangers, as people may see it: what steers a terminal, turns text around or takes no room
 * is shown as what it is, so that no text looks like another one or like a line of ours. The terminal,
 * the log, the errors and the page share this one rule.
 *
 * @module
 */

/**
 * Control characters (C0, C1, DEL), format characters (direction, zero width, tags), lone surrogates,
 * line and paragraph separators, what Unicode calls ignorable by default (fillers, variation
 * selectors), and the blank of Braille.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** Characters of a name or a value within a sentence: enough to recognise it. */
const LONGEST_VALUE = 120;

/** Makes every character visible: `a\u{202e}b` for one that turns text around. Never breaks a line. */
export function visible(text: string): string {
  return text.replace(
    INVISIBLE,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/**
 * A stranger's value in a sentence or a table: visible, on one line, and cut.
 *
 * @param most Characters of the answer
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { show } from "./visible.ts";
 *
 * // A name that turns the text behind it around, and one that never ends.
 * assertEquals(show("lenet\u202Exnno."), "lenet\\u{202e}xnno.");
 * assertEquals(show("a".repeat(1_000), 5), "aaaa…");
 * ```
 */
export function show(text: string, most = LONGEST_VALUE): string {
  let shown = "";
  let cut = "";
  // Character by character: no escape is cut in two, and of megabytes only the head is looked at.
  for (const character of text) {
    shown += visible(character);
    if (shown.length > most) return `${cut}…`;
    if (shown.length < most) cut = shown;
  }
  return shown;
}

/** Makes every character of a text with lines of its own visible, but for its line breaks. */
export function visibleLines(text: string): string {
  return text.split(/\r?\n/).map(visible).join("\n");
}

/**
 * A message as one line, visible and cut. Libraries break their messages into lines; a stranger's
 * value that was forgotten in one breaks none.
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
