/**
 * A child's stdout and stderr.
 *
 * @module
 */

/** A pipe as a source that fills buffers. */
export function sourceOf(reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>) {
  let rest: Uint8Array = new Uint8Array();
  return {
    async read(buffer: Uint8Array): Promise<number | null> {
      while (rest.length === 0) {
        const { value, done } = await reader.read();
        if (done) return null;
        rest = value;
      }
      const taken = rest.subarray(0, buffer.length);
      buffer.set(taken);
      rest = rest.subarray(taken.length);
      return taken.length;
    },
  };
}

/** What a child said last on stderr: it may say as much as it likes. */
export function lastWords(stream: ReadableStream<Uint8Array>) {
  const reader = stream.getReader();
  let text = "";
  const end = (async () => {
    const decoder = new TextDecoder();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      text = (text + decoder.decode(part.value, { stream: true })).slice(-2_000);
    }
  })().catch(() => {});
  return {
    /** Waits for the end, though not for long: a process that the child started may hold it open. */
    async settle(): Promise<string> {
      let timer: number | undefined;
      const patience = new Promise<void>((resolve) => timer = setTimeout(resolve, 500));
      await Promise.race([end, patience]);
      clearTimeout(timer);
      await reader.cancel().catch(() => {});
      return oneLine(text);
    },
  };
}

/** The line that tells most: V8's and Rust's last words are many. */
function oneLine(text: string): string {
  // deno-lint-ignore no-control-regex
  const lines = text.replace(/\x1b\[[0-9;]*m/g, "").split("\n").map((line) => line.trim());
  const telling = lines.find((line) => /error|fatal|panick|memory/i.test(line));
  return (telling ?? lines.filter((line) => line !== "").at(-1) ?? "").slice(0, 300);
}
