/**
 * The most informative line of a child's stderr. The child may write any amount, and that line is
 * rarely the last: V8 names the reason first and then prints a backtrace, each line with the path
 * of the program, so that no fixed number of characters from the end is sure to include it.
 *
 * @module
 */
import { show } from "../../../protocol/text/visible.ts";
import { soon } from "./soon.ts";

/** The result of reading a child's stderr. */
export interface LastWords {
  /** "" for a child that said nothing, or only a backtrace */
  line: string;
  /** Whether the line names a reason, and is not merely the last one */
  telling: boolean;
  /** Whether the line reports a lack of memory */
  memory: boolean;
}

/** V8's, Rust's, C++'s, onnxruntime's and the C library's words for refused memory. */
const MEMORY = new RegExp(
  [
    ...["out of memory", "memory allocation of", "allocation failed", "bad_alloc"],
    ...["(cannot|failed to|could not) allocate", "failed to reserve virtual memory"],
    // V8 changes the permissions of pages, which Linux then counts as memory.
    ...["Check failed: SetPermissions", "not enough memory"],
  ].join("|"),
  "i",
);
const TELLING = /error|fatal|panicked at|exception/i;
/**
 * Lines that quote paths, which may contain any word: frames of a backtrace, Deno's own arguments.
 */
const QUOTED = /\[0x[0-9a-f]+\]$|^==+|^Args: \[/;
/** Characters of a line that are read: reasons come first. */
const LINE = 2_000;

/** Reads text that comes in pieces; keeps three lines, however many there are. */
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

/** Reads a child's stderr to its end. */
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
    /** Waits for the end, but not for long: a process that the child started may keep it open. */
    async settle(): Promise<LastWords> {
      await soon(end);
      await reader.cancel().catch(() => {});
      return words();
    },
    /** Stops listening, whatever is still to come. */
    async stop(): Promise<void> {
      await reader.cancel().catch(() => {});
    },
  };
}
