/**
 * What a file says to people: prose of documents, comments, string literals, text in JSX. The rest
 * is blanked out, place by place, so that a position in the text is one in the file.
 *
 * @module
 */

/** Everything but line ends becomes a space. */
const blank = (text: string) => text.replace(/[^\n]/g, " ");

/** Code within prose: between backticks, and blocks of examples. */
const CODE_IN_PROSE = /```[\s\S]*?(?:```|$)|`[^`\n]*(?:\n[^`\n]*)?`/g;

/** A stand-in for code within a sentence: a word that no rule asks for, as long as the code. */
const word = (code: string) =>
  code.includes("```") ? blank(code) : code.replace(/[^\s`]/g, "x").replaceAll("`", " ");

/** A document's prose. Blocks without a language are trees and drawings, whose words count. */
export function proseOf(markdown: string): string {
  return markdown
    .replace(/^<!-- .*: begin -->$[\s\S]*?^<!-- end -->$/gm, blank) // written by a program
    .replace(/^( *)```\w+\n[\s\S]*?^\1```/gm, blank)
    .replace(/^ {4}(?! *[-\d]).*$/gm, (line) => line.replace(/^.*? # |^(?!.* # ).*$/, blank))
    .replace(/^```$/gm, blank)
    .replace(/\]\([^)]*\)/g, blank)
    .replace(/`[^`]+`/g, word);
}

/** What may stand before a regular expression, and not before a division. */
const BEFORE_REGEX = /(?:[(,=:[!&|?{};+>~^*%<-]|\breturn|\btypeof|\bcase|^)\s*$/;

/** A string is text when it has two words. */
const TEXT = /[\p{L}\d][,.;:]? +[\p{L}(]/u;

/** Comments and strings of TypeScript, AssemblyScript or Solidity, and text between tags. */
export function textOf(source: string, jsx = false): string {
  const out = [...blank(source)];
  const put = (from: number, to: number, prose = source.slice(from, to)) => {
    for (let i = from; i < to; i++) if (out[i] !== "\n") out[i] = prose.charAt(i - from);
  };
  /** Ends each string and comment: a rule must not read across them. */
  const close = (at: number) => {
    if (at < out.length && out[at] !== "\n") out[at] = "|";
  };
  const comment = (from: number, to: number) => {
    const lines = source.slice(from, to).replace(/^[ \t]*(?:\/\*+|\*(?!\/))/gm, blank);
    put(from, to, lines.replace(/\*+\/$/, blank).replace(CODE_IN_PROSE, word));
  };
  /** The end of a string that begins at `from`; `${…}` within it is read as code. */
  const string = (from: number): number => {
    const quote = source.charAt(from);
    let start = from + 1;
    let at = start;
    const flush = () => {
      if (TEXT.test(source.slice(start, at))) put(start, at);
    };
    for (; at < source.length && source[at] !== quote; at++) {
      if (source[at] === "\\") at++;
      else if (quote === "`" && source.startsWith("${", at)) {
        flush();
        put(at, at + 1, "x"); // a value, as a word
        at = code(at + 2, "}");
        start = at + 1;
      } else if (quote !== "`" && source[at] === "\n") break;
    }
    flush();
    close(from);
    close(at);
    return at;
  };
  /** Reads code from `from` to the brace that ends it, or to the end. */
  function code(from: number, end?: string): number {
    let depth = 0;
    for (let at = from; at < source.length; at++) {
      const two = source.slice(at, at + 2);
      const one = source.charAt(at);
      if (two === "//") {
        const to = source.indexOf("\n", at);
        const stop = to < 0 ? source.length : to;
        put(at + 2, stop, source.slice(at + 2, stop).replace(CODE_IN_PROSE, word));
        if (!/^\s*\/\//.test(source.slice(stop + 1))) close(at);
        at = stop - 1;
      } else if (two === "/*") {
        const to = source.indexOf("*/", at + 2);
        const stop = to < 0 ? source.length : to + 2;
        comment(at, stop);
        close(at);
        close(stop - 1);
        at = stop - 1;
      } else if (one === '"' || one === "`" || one === "'" && !jsx) at = string(at);
      else if (one === "/" && BEFORE_REGEX.test(source.slice(Math.max(0, at - 40), at))) {
        const regex = /^\/(?:\\.|\[(?:\\.|[^\]\n\\])*\]|[^/\n\\[])+\//.exec(
          source.slice(at, at + 2000),
        );
        if (regex) at += regex[0].length - 1;
      } else if (one === "{") depth++;
      else if (one === "}") {
        if (depth === 0 && end === "}") return at;
        depth--;
      }
    }
    return source.length;
  }
  code(0);
  if (jsx) {
    for (const match of source.matchAll(/(?<=[>}])([^<>{}=;()]*\p{L}[^<>{}=;]*)(?=[<{])/gu)) {
      const [, found = ""] = match;
      if (TEXT.test(found)) put(match.index, match.index + found.length);
    }
  }
  return out.join("");
}
