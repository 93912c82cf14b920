/**
 * Text in the macros of man(7), which groff and mandoc read.
 *
 * @module
 */
import { wrap } from "../../miner/cli/wrap.ts";

const SIGNS: Record<string, string> = {
  "\\": "\\e",
  "'": "\\(aq",
  "`": "\\(ga",
  "^": "\\(ha",
  "~": "\\(ti",
  "-": "\\-",
};

/** Characters of a line of prose; its escapes come on top. */
const WIDTH = 70;

/** Text, unchanged when it is printed: what roff would take for a command is escaped. */
export function escaped(text: string): string {
  // Unescaped, these become typographic signs, which no shell understands.
  return text.replaceAll(/[\\'`^~-]/g, (character) => SIGNS[character] ?? character)
    .replaceAll(/[^\x20-\x7e\n]/g, (character) => {
      const point = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
      return `\\[u${point}]`;
    })
    .replaceAll(/^\./gm, "\\&.");
}

/** Bold. */
export function bold(text: string): string {
  return `\\fB${escaped(text)}\\fR`;
}

/** Italic, for what the reader replaces. */
export function italic(text: string): string {
  return `\\fI${escaped(text)}\\fR`;
}

/** A section's heading. */
export function section(title: string): string {
  return `.SH ${title}`;
}

/** Paragraphs; lists and code keep their lines. */
export function paragraphs(text: string): string[] {
  return text.split("\n\n").flatMap((paragraph) => {
    const lines = paragraph.split("\n");
    return lines.some((line) => /^\s|\S {2}|^- /.test(line))
      ? code(lines)
      : [".PP", prose(paragraph)];
  });
}

function prose(text: string): string {
  return escaped(wrap(text.replaceAll("\n", " "), WIDTH).join("\n"));
}

/** Lines that are neither joined nor broken. */
export function code(lines: readonly string[]): string[] {
  return [".PP", ".nf", ...lines.map(escaped), ".fi"];
}

/** A term, and what it means. */
export function item(term: string, meaning: string): string[] {
  return [".TP", term, prose(meaning)];
}
