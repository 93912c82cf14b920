import { assertEquals, assertThrows } from "@std/assert";
import { InvalidModel } from "../../protocol/score/verdict.ts";
import { join, split, whole } from "./sections.ts";

const FLOATS = [{ at: 10, length: 8 }, { at: 400, length: 12 }];
const BYTES = [{ at: 30, length: 4 }, { at: 500, length: 20 }];
const onnx = Uint8Array.from({ length: 600 }, (_, i) => (7 * i) % 251);
const wholeSegments = (...given: Parameters<typeof whole>) => whole(...given).segments;
/** The whole content, and where it changes. */
function splitUp(...given: Parameters<typeof split>) {
  const { length, segments, read } = split(...given);
  return { content: read(0, length), segments, read };
}
const at = ({ at, length }: { at: number; length: number }) => onnx.subarray(at, at + length);

/** Four planes back into words. */
function unshuffle(planes: Uint8Array): Uint8Array {
  const count = planes.length / 4;
  return planes.map((_, i) => planes[(i % 4) * count + Math.floor(i / 4)]!);
}

Deno.test("a file is split into a table, the bytes that are not floats, and planes, and joined again", () => {
  const { content } = splitUp(onnx, { floats: FLOATS, bytes: BYTES });
  assertEquals(content.length, 4 + 8 * 2 + 600);
  const table = new Uint32Array(content.slice(0, 20).buffer);
  assertEquals([...table], [2, 10, 8, 400, 12]);
  const floats = new Uint8Array([...at(FLOATS[0]!), ...at(FLOATS[1]!)]);
  assertEquals(unshuffle(content.subarray(600)), floats);
  assertEquals(join(content, unshuffle), onnx);
  const none = splitUp(onnx, { floats: [], bytes: [] });
  assertEquals(none.content.subarray(4), onnx);
  assertEquals(join(none.content, unshuffle), onnx);
});

Deno.test("a piece of the content is the same wherever it is cut", () => {
  const { content, read } = splitUp(onnx, { floats: FLOATS, bytes: BYTES });
  for (const step of [1, 7, 64, 250]) {
    for (let from = 0; from < content.length; from += step) {
      const to = Math.min(content.length, from + step);
      assertEquals(read(from, to), content.subarray(from, to), `${from} to ${to}`);
    }
  }
});

Deno.test("segments cover the content without a gap, and weights are noise wherever they are", () => {
  const { content, segments } = splitUp(onnx, { floats: FLOATS, bytes: BYTES });
  for (const found of [segments, wholeSegments(onnx, { floats: FLOATS, bytes: BYTES })]) {
    assertEquals(found.map(({ from }) => from), [0, ...found.slice(0, -1).map(({ to }) => to)]);
  }
  assertEquals(segments.at(-1)!.to, content.length);
  const noise = segments.filter(({ text }) => !text).map(({ from, to }) =>
    content.subarray(from, to)
  );
  assertEquals(noise.slice(0, 2), BYTES.map(at));
  // Too little text for a block; then, of each plane, a byte of each word: of two, and of three.
  assertEquals(noise.slice(2).map(({ length }) => length), [80, 2, 3, 2, 3, 2, 3, 2, 3]);
  const plain = wholeSegments(onnx, { floats: [], bytes: BYTES });
  assertEquals(plain.map(({ from, to, text }) => [from, to, text]), [
    [0, 30, true],
    [30, 34, false],
    [34, 500, true],
    [500, 520, false],
    [520, 600, true],
  ]);
});

Deno.test("text between weights is worth a block from 128 bytes on, or at the start", () => {
  const texts = (...ranges: [number, number][]) =>
    wholeSegments(onnx, { floats: [], bytes: ranges.map(([at, length]) => ({ at, length })) })
      .map(({ text }) => text);
  assertEquals(texts([1, 9], [138, 462]), [true, false, true, false]);
  assertEquals(texts([1, 9], [137, 463]), [true, false, false, false]);
  assertEquals(texts([0, 600]), [false]);
  assertEquals(wholeSegments(new Uint8Array(), { floats: [], bytes: [] }).length, 1);
});

Deno.test("a table that does not match is refused", () => {
  const { content } = splitUp(onnx, { floats: FLOATS, bytes: [] });
  const broken = (place: number, value: number) => {
    const bytes = content.slice();
    new DataView(bytes.buffer).setUint32(place, value, true);
    return bytes;
  };
  for (
    const bytes of [
      new Uint8Array(3),
      content.subarray(0, 19),
      broken(0, 2 ** 31),
      broken(8, 0),
      broken(8, 9),
      broken(12, 17),
      broken(12, 596),
      broken(16, 2 ** 32 - 4),
    ]
  ) {
    assertEquals(assertThrows(() => join(bytes, unshuffle), InvalidModel).rule, "package-corrupt");
  }
  assertEquals(join(broken(12, 588), unshuffle).length, 600);
});
