import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { encodeHead, exactly, FrameError, MAX_HEADER, readFrame } from "./frames.ts";
import { MAX_CONFUSION_CLASSES, scoredBodyBytes } from "./requests.ts";

/** A pipe that delivers this many bytes at a time. */
function pipe(bytes: Uint8Array, each: number) {
  let at = 0;
  return exactly({
    read(buffer) {
      if (at === bytes.length) return Promise.resolve(null);
      const part = bytes.subarray(at, at + Math.min(each, buffer.length));
      buffer.set(part);
      at += part.length;
      return Promise.resolve(part.length);
    },
  });
}

const HEADER = { type: "scored", rows: 3 };
const BODY = Uint8Array.of(7, 8, 9, 10, 11);
const frame = (header: unknown, body: Uint8Array) =>
  new Uint8Array([...encodeHead(header, body.length), ...body]);
const TWO = new Uint8Array([...frame(HEADER, BODY), ...frame(null, new Uint8Array())]);

Deno.test("frames are read as written, however they are split, and then there are none", async () => {
  for (const each of [1, 3, 8, 1_000]) {
    const read = pipe(TWO, each);
    assertEquals(await readFrame(read, 5), { header: HEADER, body: BODY });
    assertEquals(await readFrame(read, 0), { header: null, body: new Uint8Array() });
    assertEquals(await readFrame(read, 0), undefined);
  }
});

Deno.test("a frame begins with the lengths of both parts, in eight bytes", () => {
  const head = encodeHead({}, 0x01020304);
  assertEquals([...head], [2, 0, 0, 0, 4, 3, 2, 1, 0x7b, 0x7d]);
  assertEquals([...encodeHead({}, 0xffffffff).subarray(4, 8)], [255, 255, 255, 255]);
  assertThrows(() => encodeHead({}, 0x100000000), FrameError);
  assertEquals(encodeHead("a".repeat(MAX_HEADER - 2), 0).length, 8 + MAX_HEADER);
  assertThrows(() => encodeHead("a".repeat(MAX_HEADER - 1), 0), FrameError);
});

Deno.test("lengths out of bounds, streams cut short and headers that are not JSON are refused", async () => {
  const one = frame(HEADER, BODY);
  const reads = (bytes: Uint8Array, maxBody = 5) => readFrame(pipe(bytes, 4), maxBody);
  await assertRejects(() => reads(one, 4), FrameError);
  for (let length = 1; length < one.length; length++) {
    await assertRejects(() => reads(one.subarray(0, length)), FrameError, undefined, `${length}`);
  }
  const header = (length: number) => {
    const bytes = new Uint8Array(8 + length).fill(0x20);
    bytes.set(new Uint8Array(Uint32Array.of(length, 0).buffer));
    bytes[8] = 0x31;
    return bytes;
  };
  assertEquals((await reads(header(MAX_HEADER)))?.header, 1);
  await assertRejects(() => reads(header(MAX_HEADER + 1)), FrameError);
  await assertRejects(() => reads(header(0)), FrameError);
});

Deno.test("a score's body has its predictions, a table of few classes, and margins", () => {
  assertEquals(scoredBodyBytes(7, 10, false), 4 * 7 + 4 * 110);
  assertEquals(scoredBodyBytes(7, 10, true), 4 * 7 + 4 * 110 + 12 * 7);
  assertEquals(scoredBodyBytes(0, MAX_CONFUSION_CLASSES, false), 4 * 256 * 257);
  assertEquals(scoredBodyBytes(7, MAX_CONFUSION_CLASSES + 1, false), 4 * 7);
});
