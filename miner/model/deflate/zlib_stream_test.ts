import { assert, assertEquals } from "@std/assert";
import { inflateSync } from "node:zlib";
import { loadCore } from "../../../core-wasm/mod.ts";
import { concatBytes } from "../bytes.ts";
import { codeLengths } from "./huffman.ts";
import { type Content, estimatedLength, planStream, type Segment } from "./zlib_stream.ts";

const core = loadCore();

/** The same numbers on every run: Lehmer, https://www.ams.org/journals/mcom/1999-68-225 */
function random(seed: number): () => number {
  let state = seed * 48_271 % 2_147_483_647;
  return () => (state = state * 48_271 % 2_147_483_647) / 2_147_483_647;
}

function contentOf(bytes: Uint8Array, segments: Segment[]): Content {
  return { length: bytes.length, segments, read: (from, to) => bytes.subarray(from, to) };
}

function assertRoundTrip(content: Uint8Array, segments: Segment[], what: string): number {
  const planned = planStream(contentOf(content, segments), core.adler32);
  const stream = planned.write(new Uint8Array());
  const pieces: Uint8Array[] = [];
  planned.write(new Uint8Array(), (piece) => pieces.push(piece.slice()));
  assertEquals(concatBytes(pieces), stream, `${what}: in pieces`);
  assertEquals(new Uint8Array(inflateSync(stream)), content, `${what}: zlib`);
  assertEquals(core.inflate(stream, content.length), content, `${what}: ours`);
  return stream.length;
}

Deno.test("zlib and our own inflate read the output: text, noise and both", () => {
  const next = random(1);
  for (let round = 0; round < 60; round++) {
    const length = Math.floor(next() ** 3 * 200_000);
    const spread = 1 + Math.floor(next() * 255);
    const content = Uint8Array.from(
      { length },
      (_, i) => (i >> 10) % 2 ? Math.floor(next() * spread) : (i * 7) % 23,
    );
    const cut = Math.floor(next() * length);
    const segments: Segment[] = [
      { from: 0, to: cut, text: next() < 0.5 },
      { from: cut, to: length, text: next() < 0.5 },
    ];
    assertRoundTrip(content, segments, `round ${round}`);
  }
});

Deno.test("nothing, one byte, one repeated byte, and copies of every distance", () => {
  const whole = (content: Uint8Array, text: boolean) =>
    assertRoundTrip(content, [{ from: 0, to: content.length, text }], `${content.length} bytes`);
  for (const text of [true, false]) {
    whole(new Uint8Array(), text);
    whole(new Uint8Array([7]), text);
    whole(new Uint8Array(100_000).fill(9), text);
  }
  assert(whole(new Uint8Array(60_000).fill(9), true) < 200);
  const next = random(2);
  // Twice the same noise, as far apart as a window reaches: the second costs nothing.
  const noise = Uint8Array.from({ length: 30_000 }, () => Math.floor(next() * 256));
  assert(whole(new Uint8Array([...noise, ...noise]), true) < 31_000);
  const part = Uint8Array.from({ length: 300 }, () => Math.floor(next() * 256));
  for (const gap of [1, 2, 3, 4, 5, 257, 4_096, 32_000, 32_468, 32_469, 40_000]) {
    const content = new Uint8Array(gap + 600);
    content.set(part);
    content.set(part, gap + 300);
    whole(content, true);
  }
});

Deno.test("codes are complete and within the limit, even for Fibonacci numbers, which lead to long ones", () => {
  const fibonacci = [1, 1];
  while (fibonacci.length < 40) fibonacci.push(fibonacci.at(-1)! + fibonacci.at(-2)!);
  for (const limit of [7, 15]) {
    const lengths = codeLengths(Uint32Array.from(fibonacci.slice(0, 40)), limit);
    assert(lengths.every((length) => length >= 1 && length <= limit));
    assertEquals(lengths.reduce((sum, length) => sum + 2 ** -length, 0), 1);
  }
});

Deno.test("bytes that are not equally frequent take about their entropy", () => {
  const next = random(3);
  const content = Uint8Array.from({ length: 100_000 }, () => Math.floor(16 * next() * next()));
  const counts = new Map<number, number>();
  for (const byte of content) counts.set(byte, (counts.get(byte) ?? 0) + 1);
  const bits = [...counts.values()].reduce((sum, n) => sum - n * Math.log2(n / content.length), 0);
  const length = assertRoundTrip(content, [{ from: 0, to: 100_000, text: false }], "noise");
  assert(length < 1.02 * bits / 8 + 100, `${length} bytes for ${bits / 8}`);
});

/** Noise as weights make it: half of the bytes from a narrow bell, half equally frequent. */
function noiseOf(length: number, seed: number): Uint8Array {
  const next = random(seed);
  return Uint8Array.from(
    { length },
    (_, i) => i % 4 < 2 ? 60 * (next() + next() + next()) : 256 * next(),
  );
}

Deno.test("a long content: noise, stored bytes, text with distant copies, and noise that repeats", () => {
  const next = random(4);
  const bell = noiseOf(3_000_000, 5);
  const flat = Uint8Array.from({ length: 1_000_000 }, () => 256 * next());
  const row = noiseOf(5_000, 6);
  const pruned = new Uint8Array(1_500_000);
  for (let at = 0; at < pruned.length; at += row.length) pruned.set(row, at);
  const text = new TextEncoder().encode("Conv_12.weight MatMul_7.bias ".repeat(9_000));
  const parts = [text, bell, flat, pruned, text];
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  const segments: Segment[] = [];
  let from = 0;
  for (const part of parts) {
    bytes.set(part, from);
    segments.push({ from, to: from + part.length, text: part === text });
    from += part.length;
  }
  const length = assertRoundTrip(bytes, segments, "long");
  const noise = assertRoundTrip(
    bell,
    [{ from: 0, to: bell.length, text: false }],
    "the noise alone",
  );
  // What repeats costs next to nothing, what is stored its own length.
  assert(length - noise - flat.length < 0.05 * (pruned.length + 2 * text.length), `${length}`);
  const about = estimatedLength(contentOf(bytes, segments));
  assert(Math.abs(about / length - 1) < 0.05, `about ${about}, ${length} in truth`);
});

Deno.test("an estimate of noise is close, however long it is", () => {
  for (const length of [1, 1_000, 100_000, 6_000_000]) {
    const bytes = noiseOf(length, 7);
    const segments = [{ from: 0, to: length, text: false }];
    const truth = assertRoundTrip(bytes, segments, `${length} bytes`);
    const about = estimatedLength(contentOf(bytes, segments));
    assert(Math.abs(about - truth) <= 4 + 0.005 * truth, `about ${about}, ${truth} in truth`);
  }
});
