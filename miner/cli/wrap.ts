/**
 * Our own sentences, broken to the terminal's width.
 *
 * @module
 */

/** Columns of a line: narrower is unreadable, wider prose is tiring; 80 where nobody knows. */
const [NARROWEST, WIDEST, UNKNOWN] = [40, 100, 80];

/** Columns for help: COLUMNS, otherwise the terminal's, within bounds. */
export function helpWidth(): number {
  const given = Number(Deno.env.get("COLUMNS") ?? "");
  const columns = Number.isInteger(given) && given > 0 ? given : terminalColumns(Deno.stdout);
  return Math.min(Math.max(columns ?? UNKNOWN, NARROWEST), WIDEST);
}

/** Columns of the terminal behind a stream; undefined if it is not one. */
export function terminalColumns(stream: { isTerminal(): boolean }): number | undefined {
  if (!stream.isTerminal()) return undefined;
  try {
    return Deno.consoleSize().columns || undefined;
  } catch {
    return undefined;
  }
}

/**
 * Breaks a text between words. A word that is too long, such as a URL, stays whole.
 *
 * @param indent Columns before every line but the first
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { wrap } from "./wrap.ts";
 *
 * assertEquals(wrap("one two three", 9, 2), ["one two", "  three"]);
 * ```
 */
export function wrap(text: string, width: number, indent = 0): string[] {
  const lines: string[] = [];
  let line = text.match(/^ */)?.[0] ?? "";
  let empty = true;
  for (const word of text.split(" ").filter((each) => each !== "")) {
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = " ".repeat(indent);
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line];
}

/** Rewraps paragraphs. Lines of a list, a table or code stay lines, with a hanging indent. */
export function reflow(text: string, width: number): string[] {
  return text.split("\n\n").flatMap((paragraph, index) => {
    const lines = paragraph.split("\n");
    const shaped = lines.some((line) => /^\s|\S {2}|^- /.test(line));
    const wrapped = shaped
      ? lines.flatMap((line) => wrapLine(line, width))
      : wrap(lines.join(" "), width);
    return index === 0 ? wrapped : ["", ...wrapped];
  });
}

/** A line whose first word or column hangs over the rest. */
function wrapLine(line: string, width: number): string[] {
  if (line.length <= width) return [line];
  const head = line.match(/^(\s*(- |\S+( \S+)* {2,})?)/)?.[0] ?? "";
  const indent = head.length < width / 2 ? head.length : 2;
  const [first = "", ...more] = wrap(line.slice(head.length), width - indent);
  return [head + first, ...more.map((each) => " ".repeat(indent) + each)];
}

/** Names with what they mean: in two columns, or below each other where that would be narrow. */
export function columns(rows: readonly [name: string, meaning: string][], width: number): string[] {
  const column = Math.max(...rows.map(([name]) => name.length));
  const indent = width - column - 4 >= LEAST_MEANING ? column + 4 : BELOW;
  return rows.flatMap(([name, meaning]) => {
    if (indent === BELOW) {
      return [`  ${name}`, ...wrap(`${" ".repeat(BELOW)}${meaning}`, width, BELOW)];
    }
    const [first = "", ...more] = wrap(meaning, width - indent);
    return [
      `  ${name.padEnd(column)}  ${first}`,
      ...more.map((line) => " ".repeat(indent) + line),
    ];
  });
}

/** Columns of a meaning beside its name, and before one below it. */
const [LEAST_MEANING, BELOW] = [32, 6];
