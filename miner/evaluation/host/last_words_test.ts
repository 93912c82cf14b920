import { assertEquals } from "@std/assert";
import { type LastWords, lastWords, listen } from "./last_words.ts";

const PATHS = ["/usr/bin/deno", `/home/miner/${"npx-keeps-it-deep/".repeat(30)}deno`];
const frames = (path: string) =>
  Array.from({ length: 27 }, (_, i) => `    ${path}(+0x2e3${i}) [0x55e9f21${i}]`).join("\n");

/** The output of Deno 2.7.11 with less and less memory. */
const HEARD: [said: (path: string) => string, line: string][] = [
  [
    (path) =>
      "\n\n#\n# Fatal process out of memory: Failed to reserve virtual memory for CodeRange\n#\n" +
      `==== C stack trace ===============================\n\n${frames(path)}\n`,
    "Fatal process out of memory: Failed to reserve virtual memory for CodeRange",
  ],
  [
    (path) =>
      "\n<--- Last few GCs --->\n\n\n\n#\n# Fatal JavaScript out of memory: MemoryChunk allocation " +
      `failed during deserialization.\n#\n==== C stack trace =====\n\n${frames(path)}\n`,
    "Fatal JavaScript out of memory: MemoryChunk allocation failed during deserialization.",
  ],
  [
    (path) =>
      "\n====================\nDeno has panicked. This is a bug in Deno. Please report this\n" +
      "at https://github.com/denoland/deno/issues/new.\n\nPlatform: linux x86_64\n" +
      `Args: ["${path}", "run", "/errors/out of memory.ts"]\n\n` +
      "thread 'main' (5563) panicked at cli/lib.rs:566:5:\nFatal error in :0: Check failed: " +
      "SetPermissions(GetPageAllocator(), mem.address(), mem.size()).\n" +
      "note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace\n",
    "Fatal error in :0: Check failed: SetPermissions(GetPageAllocator(), mem.address(), mem.size()).",
  ],
  [
    () =>
      "terminate called after throwing an instance of 'Ort::Exception'\n" +
      "  what():  Exception caught: std::bad_alloc\n",
    "what():  Exception caught: std::bad_alloc",
  ],
  [
    () => "memory allocation of 14239897 bytes failed\n",
    "memory allocation of 14239897 bytes failed",
  ],
  [
    () =>
      "\x1b[31merror\x1b[0m: Uncaught (in promise) RangeError: Array buffer allocation failed\n" +
      "    at main (file:///deml/main.ts:1:1)",
    "error: Uncaught (in promise) RangeError: Array buffer allocation failed",
  ],
];

function heard(text: string, piece: number): LastWords {
  const { add, words } = listen();
  for (let start = 0; start < text.length; start += piece) add(text.slice(start, start + piece));
  return words();
}

for (const path of PATHS) {
  Deno.test(`the reason is kept, whatever follows it; a path of ${path.length}`, () => {
    for (const [said, line] of HEARD) {
      for (const piece of [1, 7, 100, 65_536]) {
        assertEquals(heard(said(path), piece), { line, telling: true, memory: true });
      }
    }
  });

  Deno.test(`a bare backtrace has no reason; a path of ${path.length}`, () => {
    // A folder may have any name.
    const words = heard(frames(`/out of memory/error${path}`), 100);
    assertEquals(words, { line: "", telling: false, memory: false });
  });
}

Deno.test("a lack of memory takes precedence over its consequences; otherwise the first reason counts", () => {
  const chatter = "warning: slow\n".repeat(10_000);
  assertEquals(heard(`error: one\n${chatter}out of memory\nfatal: two\n`, 4_096), {
    line: "out of memory",
    telling: true,
    memory: true,
  });
  assertEquals(heard(`${chatter}error: one\nfatal: two\n${chatter}`, 4_096), {
    line: "error: one",
    telling: true,
    memory: false,
  });
});

Deno.test("without a reason the last line counts, and its control characters are escaped", () => {
  const words = heard("one\n\n\x1b[2J\x07two\x9b31m\n\n", 3);
  assertEquals(words, {
    line: "\\u{1b}[2J\\u{7}two\\u{9b}31m",
    telling: false,
    memory: false,
  });
});

Deno.test("an endless line is neither kept nor waited for", async () => {
  const piece = new TextEncoder().encode("a".repeat(65_536));
  const stream = ReadableStream.from((function* () {
    for (let i = 0; i < 200; i++) yield piece;
    yield new TextEncoder().encode("\nerror: at last");
  })());
  assertEquals((await lastWords(stream).settle()).line, "error: at last");
});
