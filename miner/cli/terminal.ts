/**
 * What a command may do to the terminal: results on stdout, everything else on stderr.
 *
 * @module
 */
import * as colors from "@std/fmt/colors";
import { visible } from "../../protocol/text/visible.ts";
import { terminalColumns } from "./wrap.ts";
import { redact } from "../../protocol/text/secrets.ts";

/** Where a command writes. */
export interface Terminal {
  /** Writes a line of the result to stdout: always one line */
  out(line?: string): void;
  /** Writes lines of the result that the program itself broke: help, a table */
  block(text: string): void;
  /** Writes a line about the work to stderr, always one line; nothing with `--json` */
  note(line: string): void;
  /** Writes a log line to stderr, even with `--json` */
  log(line: string): void;
  /** Shows the state of long work: one line that rewrites itself, or nothing without a terminal */
  progress(line: string): void;
  /** Removes the progress line */
  clear(): void;
  paint: Paint;
}

/** Colours; the identity if colours are off. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  red(text: string): string;
  cyan(text: string): string;
}

const PLAIN: Paint = {
  bold: (text) => text,
  dim: (text) => text,
  green: (text) => text,
  yellow: (text) => text,
  red: (text) => text,
  cyan: (text) => text,
};

const COLOURED: Paint = {
  bold: colors.bold,
  dim: colors.dim,
  green: colors.green,
  yellow: colors.yellow,
  red: colors.red,
  cyan: colors.cyan,
};

/** The escapes of Paint and pictures: colours and weights, which are harmless in untrusted text. */
// deno-lint-ignore no-control-regex
const COLOUR = /(\x1b\[(?:0|1|2|22|3[1-69]|[34]8;2;\d{1,3};\d{1,3};\d{1,3})m)/;

/**
 * The last safety net: untrusted values are escaped where they enter a sentence (`show`); any that
 * were missed are escaped here.
 */
export function safeLine(line: string, color: boolean): string {
  if (!color) return visible(line);
  return line.split(COLOUR).map((part, at) => at % 2 === 1 ? part : visible(part)).join("");
}

/** A line that leaves the last column free: a progress line that wrapped would not be removed. */
export function fitLine(line: string, width: number | undefined): string {
  // Colours have no width, and must not be cut.
  if (width === undefined || line.includes("\x1b")) return line;
  const characters = [...line];
  const most = Math.max(1, width - 1);
  return characters.length <= most ? line : `${characters.slice(0, most - 1).join("")}…`;
}

/** The real terminal. With `quiet`, notes and progress are dropped (for `--json`). */
export function openTerminal(options: { color: boolean; quiet?: boolean }): Terminal {
  const encoder = new TextEncoder();
  const live = !options.quiet && Deno.stderr.isTerminal();
  let shown = false;
  if (options.color) colors.setColorEnabled(true);
  const write = (stream: typeof Deno.stdout | typeof Deno.stderr, text: string) => {
    // All output passes here: results, notes, errors, the log.
    const bytes = encoder.encode(redact(text));
    try {
      for (let offset = 0; offset < bytes.length;) {
        offset += stream.writeSync(bytes.subarray(offset));
      }
    } catch (error) {
      // The reader of a pipe may leave early (`deml … | head`); that is not our failure.
      if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
    }
  };
  const safe = (line: string) => safeLine(line, options.color);
  const clear = () => {
    if (shown) write(Deno.stderr, "\r\x1b[2K");
    shown = false;
  };
  const log = (line: string) => {
    clear();
    write(Deno.stderr, `${safe(line)}\n`);
  };
  return {
    out: (line = "") => {
      clear();
      write(Deno.stdout, `${safe(line)}\n`);
    },
    block: (text) => {
      clear();
      write(Deno.stdout, `${text.split("\n").map(safe).join("\n")}\n`);
    },
    note: (line) => {
      if (!options.quiet) log(line);
    },
    log,
    progress: (line) => {
      if (!live) return;
      const fitted = fitLine(safe(line), terminalColumns(Deno.stderr));
      // Wide characters may still be too many: the terminal then cuts the line, and does not wrap.
      write(Deno.stderr, `\r\x1b[2K\x1b[?7l${fitted}\x1b[?7h`);
      shown = true;
    },
    clear,
    paint: options.color ? COLOURED : PLAIN,
  };
}
