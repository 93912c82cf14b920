import { assertEquals, assertThrows } from "@std/assert";
import { FrameError } from "../wire/frames.ts";
import { ArrivingBody, type ReadSync } from "./arriving.ts";

/** A pipe that delivers a few bytes at a time. */
function pipe(bytes: Uint8Array, most: number): ReadSync {
  let at = 0;
  return (buffer) => {
    if (at === bytes.length) return null;
    const part = bytes.subarray(at, at + Math.min(most, buffer.length));
    buffer.set(part);
    at += part.length;
    return part.length;
  };
}

const BYTES = Uint8Array.from({ length: 600_000 }, (_, i) => (i * 7) % 251);

Deno.test("a body arrives in pieces, whole, or partly, and what follows it is left", () => {
  const next = Uint8Array.of(1, 2, 3);
  for (const most of [1_000, 65_536, 1e6]) {
    const read = pipe(new Uint8Array([...BYTES, ...BYTES, ...BYTES, ...next]), most);
    const pieces = Array.from(new ArrivingBody(read, BYTES.length).pieces(), (p) => p.slice());
    assertEquals(new Uint8Array(pieces.flatMap((piece) => [...piece])), BYTES);
    assertEquals(new ArrivingBody(read, BYTES.length).whole(), BYTES);
    const partly = new ArrivingBody(read, BYTES.length);
    for (const piece of partly.pieces()) {
      assertEquals(piece, BYTES.subarray(0, piece.length));
      break;
    }
    partly.skip();
    assertEquals(new ArrivingBody(read, 3).whole(), next);
  }
  assertEquals(new ArrivingBody(pipe(BYTES, 9), 0).whole(), new Uint8Array());
});

Deno.test("a body that ends early is refused", () => {
  const short = () => new ArrivingBody(pipe(BYTES, 65_536), BYTES.length + 1);
  assertThrows(() => short().whole(), FrameError);
  assertThrows(() => [...short().pieces()], FrameError);
  assertThrows(() => short().skip(), FrameError);
});
