/**
 * An evaluator child that does one wrong thing when it is asked to: the "model" names it. Anything
 * else it answers as INVALID, like a child that works.
 *
 * @module
 */
import { encodeHead, exactly, readFrame } from "../../miner/evaluation/wire/frames.ts";
import { giveUpPermissions } from "../../miner/evaluation/guest/permissions.ts";

const scored = {
  type: "scored",
  score: 90_000,
  correct: 9_000,
  rows: 10_000,
  classes: 10,
  batch: 64,
  margins: false,
  hints: [],
  parameters: 1,
  multiplyAdds: 1,
  milliseconds: { unpack: 0, admit: 0, load: 0, run: 0 },
};
const body = new Uint8Array(4 * 10_000 + 440);

/** Reads from an address that no page has: a segmentation fault, as broken native code gives one. */
const fault = () =>
  Deno.UnsafePointerView.getCString(Deno.UnsafePointer.create(8n) as Deno.PointerObject);

/** Ends as what is refused memory does when even its last words would need some. */
const abort = () =>
  Deno.dlopen("libc.so.6", { abort: { parameters: [], result: "void" } }).symbols.abort();

const DEEDS: Record<string, () => unknown> = {
  "segmentation fault": fault,
  "abort without a word": abort,
  "exit": () => Deno.exit(0),
  "uncaught error": () =>
    queueMicrotask(() => {
      throw new Error("uncaught");
    }),
  "heap without end": () => {
    const heap: unknown[] = [];
    for (;;) heap.push(new Array(100_000).fill(heap.length + 0.5));
  },
  "noise": () => write(crypto.getRandomValues(new Uint8Array(4_096))),
  "a header of 4 GB": () => write(new Uint8Array([255, 255, 255, 255, 0, 0, 0, 0])),
  "a body of 4 GB": () => write(new Uint8Array([2, 0, 0, 0, 255, 255, 255, 255, 0x7b, 0x7d])),
  "half an answer": () => {
    write(encodeHead(scored, body.length));
    Deno.exit(0);
  },
  "more correct than rows": () => say({ ...scored, correct: 10_001 }, body),
  "a score that its count does not give": () => say({ ...scored, score: 90_001 }, body),
  "another number of rows": () => say({ ...scored, rows: 9_999 }, body),
  "a body too short": () => say(scored, body.subarray(8)),
  "evidence that nobody asked for": () => say({ ...scored, root: `0x${"00".repeat(32)}` }, body),
  "evidence of another length": () => say({ ...scored, root: `0x${"00".repeat(33)}` }, body),
  "a hint that no run gives": () =>
    say({ ...scored, hints: [{ kind: "raw-logit", rows: 10_001 }] }, body),
  "hints without number": () =>
    say({ ...scored, hints: Array(1_000).fill({ kind: "raw-logit", rows: 1 }) }, body),
  "a score alone": () => say(scored, body),
  "an unknown answer": () => say({ type: "perfect", score: 100_000 }),
  "a field too many": () => say({ ...scored, winner: true }, body),
  "an answer to another question": () => say({ type: "loaded", rows: 1, features: 1 }),
  "chatter without end": () => {
    for (;;) Deno.stderr.writeSync(new Uint8Array(65_536).fill(0x61));
  },
  "progress without end": () => {
    for (;;) say({ type: "progress", done: 1, rows: 2 });
  },
  "endless": () => {
    for (;;);
  },
};

const name = Deno.args[0]!;
// The fault needs `ffi`: a child that was taken over has no need to ask.
const late = name === "native" ? ["ffi" as const] : [];
giveUpPermissions(late);
say({ type: "ready", engine: name, version: "1.30.0", granted: [] });
const read = exactly(Deno.stdin);
for (let frame = await readFrame(read, 1e9); frame; frame = await readFrame(read, 1e9)) {
  if ((frame.header as { type: string }).type === "competition") {
    say({ type: "loaded", rows: 10_000, features: 784 });
    continue;
  }
  const deed = DEEDS[new TextDecoder().decode(frame.body)];
  if (deed) await deed();
  else {say({
      type: "invalid",
      rule: "none",
      found: "a model in order",
      advice: { kind: "shrink" },
    });}
}

function say(header: unknown, content = new Uint8Array()): void {
  write(encodeHead(header, content.length));
  write(content);
}

function write(bytes: Uint8Array): void {
  for (let offset = 0; offset < bytes.length;) {
    offset += Deno.stdout.writeSync(bytes.subarray(offset));
  }
}
