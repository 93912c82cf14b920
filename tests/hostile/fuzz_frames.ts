/**
 * The evaluator's wire: what a child sends is a frame, the stream's end, or a FrameError, in
 * whatever pieces it comes; no invalid header is taken for an answer, and no character of an answer
 * is invisible.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { parseAnswer } from "../../miner/evaluation/wire/answers.ts";
import {
  encodeHead,
  exactly,
  type Frame,
  FrameError,
  readFrame,
} from "../../miner/evaluation/wire/frames.ts";
import { sourceOf } from "../../miner/evaluation/host/pipes.ts";
import { visible } from "../../protocol/text/visible.ts";
import { below, damaged, joined, noise } from "./damage.ts";
import { type Fuzz, play } from "./fuzzer.ts";
import { pick, type Random } from "./mutate.ts";

export const NAME = "frames";

const MOST_BODY = 4_096;

const ANSWERS: unknown[] = [
  { type: "ready", engine: "wasm", version: "1.30.0", granted: [] },
  { type: "loaded", rows: 40, features: 4 },
  { type: "progress", done: 1, rows: 40 },
  { type: "samples", rows: 2, features: 4 },
  {
    type: "scored",
    score: 7_500,
    correct: 3,
    rows: 40,
    classes: 3,
    batch: 40,
    margins: false,
    root: `0x${"0f".repeat(32)}`,
    hints: [
      { kind: "outside-classes", rows: 3, lowest: -1, highest: 3, classes: 3 },
      { kind: "never-predicted", count: 2, labels: [0, 2] },
    ],
    parameters: 15,
    multiplyAdds: 16,
    milliseconds: { unpack: 0, admit: 1, load: 2, run: 3 },
  },
  {
    type: "invalid",
    rule: "graph",
    found: "x",
    advice: { kind: "export-outputs", classes: 7, exporter: "unknown" },
  },
  { type: "failed", code: "memory", reason: "x" },
  { type: "failed", code: "data", failure: { kind: "data/label", row: 1, label: "9", classes: 9 } },
];

const VALUES: unknown[] = [null, -1, 0.5, 1e300, "x".repeat(3_000), [], {}, true, "ready", NaN];

export const fuzz: Fuzz = (random, until) => play(random, until, one);

async function one(next: Random): Promise<void> {
  const sent = Array.from({ length: 1 + below(next, 3) }, () => ({
    header: header(next),
    body: noise(next, pick(next, [0, 1, 7, MOST_BODY, MOST_BODY + 1])),
  }));
  const whole = joined(
    ...sent.flatMap(({ header, body }) => [encodeHead(header, body.length), body]),
  );
  const harmed = next() < 0.7;
  const frames = await readAll(next, harmed ? damaged(next, whole) : whole);
  if (harmed) return;
  const whole_until = sent.findIndex(({ body }) => body.length > MOST_BODY);
  const expected = whole_until < 0 ? sent : sent.slice(0, whole_until);
  assertEquals(frames.map(({ body }) => body), expected.map(({ body }) => body));
  for (const [index, frame] of frames.entries()) {
    assertEquals(JSON.stringify(frame.header), JSON.stringify(expected[index]!.header));
  }
}

/** An answer; any part of it may be wrong. */
function header(next: Random): unknown {
  const answer = structuredClone(pick(next, ANSWERS)) as Record<string, unknown>;
  if (next() < 0.5) {
    const name = pick(next, [...Object.keys(answer), "extra", "__proto__"]);
    answer[name] = pick(next, VALUES);
  }
  return answer;
}

/** All frames of a stream that comes in pieces, until it ends or is wrong. */
async function readAll(next: Random, bytes: Uint8Array<ArrayBuffer>): Promise<Frame[]> {
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      for (let at = 0; at < bytes.length;) {
        const end = at + 1 + below(next, 1 + below(next, 600));
        controller.enqueue(bytes.slice(at, end));
        at = end;
      }
      controller.close();
    },
  });
  const read = exactly(sourceOf(stream.getReader()));
  const frames: Frame[] = [];
  try {
    for (;;) {
      const frame = await readFrame(read, MOST_BODY);
      if (frame === undefined) return frames;
      assert(frame.body.length <= MOST_BODY);
      const answer = parseAnswer(frame.header);
      if (answer !== undefined) {
        assertEquals(
          JSON.stringify(sorted(answer)),
          JSON.stringify(sorted(frame.header, visible)),
        );
      }
      frames.push(frame);
    }
  } catch (error) {
    assert(error instanceof FrameError, `${error}`);
    return frames;
  }
}

/** A value with its fields in order; `text` is applied to each string. */
function sorted(value: unknown, text = (value: string) => value): unknown {
  if (typeof value === "string") return text(value);
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((item) => sorted(item, text));
  return Object.fromEntries(
    Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, item]) => [name, sorted(item, text)]),
  );
}
