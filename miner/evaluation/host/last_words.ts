/**
 * What a child said on stderr, as the one line that tells most. It may say as much as it likes, and
 * that line is seldom its last: V8 names the reason first and prints a backtrace behind it, each line
 * with the path of the program, so that no number of characters from the end is sure to hold both.
 *
 * @module
 */
import { show } from "../../../protocol/text/visible.ts";
import { soon } from "./soon.ts";

/** What a child's stderr told. */
export interface LastWords {
  /** "" for a child that said nothing, or only a backtrace */
  line: string;
  /** Whether the line names a reason, and is not merely the last one */
  telling: boolean;
  /** Whether the line tells of memory that ran out */
  memory: boolean;
}

/** V8's, Rust's, C++'s, onnxruntime's and the C library's words for memory that was not given. */
const MEMORY = new RegExp(
  [
    ...["out of memory", "memory allocation of", "allocation failed", "bad_alloc"],
    ...["(cannot|failed to|could not) allocate", "failed to reserve virtual memory"],
    // V8 asks for rights on pages, which Linux counts as memory from then on.
    ...["Check failed: SetPermissions", "not enough memory"],
  ].join("|"),
  "i",
);
const TELLING = /error|fatal|panicked at|exception/i;
/** Lines that quote paths, which may hold any word: frames of a backtrace, Deno's own arguments. */
const QUOTED = /\[0x[0-9a-f]+\]$|^==+|^Args: \[/;
/** Characters of a line that are looked at: reasons stand in front. */
const LINE = 2_000;

/** Listens to text that comes in pieces; keeps three lines, however many there are. */
export function listen() {
  let rest = "";
  let memory = "";
  let telling = "";
  let last = "";

  function hear(raw: string): void {
    // deno-lint-ignore no-control-regex
    const plain = raw.slice(0, LINE).replace(/\x1b\[[0-9;]*m|[\r\t]/g, "");
    const line = plain.replace(/^[\s#]+/, "").trimEnd();
    if (line === "" || QUOTED.test(line)) return;
    last = line;
    if (memory === "" && MEMORY.test(line)) memory = line;
    if (telling === "" && TELLING.test(line)) telling = line;
  }

  return {
    add(text: string): void {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      lines.forEach(hear);
      if (rest.length <= LINE) return;
      hear(rest);
      rest = "";
    },
    words(): LastWords {
      hear(rest);
      rest = "";
      const line = show(memory || telling || last, 300);
      return { line, telling: memory !== "" || telling !== "", memory: memory !== "" };
    },
  };
}

/** Listens to a child's stderr, from now to its end. */
export function lastWords(stream: ReadableStream<Uint8Array>) {
  const reader = stream.getReader();
  const { add, words } = listen();
  const end = (async () => {
    const decoder = new TextDecoder();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      add(decoder.decode(part.value, { stream: true }));
    }
  })().catch(() => {});
  return {
    /** Waits for the end, though not for long: a process that the child started may hold it open. */
    async settle(): Promise<LastWords> {
      await soon(end);
      await reader.cancel().catch(() => {});
      return words();
    },
  };
}
