import { assertEquals } from "@std/assert";
import { decode } from "fast-png";
import type { InputSpec } from "../../../protocol/spec/spec.ts";
import { contactSheet } from "./contact_sheet.ts";
import { drawPictures } from "./draw_pictures.ts";
import { geometryOf, pictureOf } from "./picture.ts";

const input = (shape: number[], layout: InputSpec["layout"] = "flat"): InputSpec => ({
  shape,
  type: "float32",
  layout,
  scale: 1,
  mean: [0],
  std: [1],
});

Deno.test("only shapes of pictures are pictures", () => {
  const size = (spec: InputSpec) => {
    const geometry = geometryOf(spec);
    return geometry && [geometry.width, geometry.height, geometry.channels];
  };
  assertEquals(size(input([784])), [28, 28, 1]);
  assertEquals(size(input([1, 28, 20])), [20, 28, 1]);
  assertEquals(size(input([3, 32, 30], "channels-first")), [30, 32, 3]);
  assertEquals(size(input([32, 30, 3], "channels-last")), [30, 32, 3]);
  assertEquals(size(input([30])), undefined);
  assertEquals(size(input([5, 28, 28])), undefined);
  assertEquals(size(input([4_096, 4_096])), undefined);
});

Deno.test("the darkest value is black, the brightest white, and colours keep their places", () => {
  const grey = pictureOf(Float32Array.of(-1, 0, 1, 1), geometryOf(input([2, 2]))!);
  assertEquals([...grey.pixels], [0, 0, 0, 128, 128, 128, 255, 255, 255, 255, 255, 255]);
  const planes = Float32Array.of(1, 0, 0, 1, 0, 0);
  const first = pictureOf(planes, geometryOf(input([3, 1, 2], "channels-first"))!);
  assertEquals([...first.pixels], [255, 0, 0, 0, 255, 0]);
  const last = pictureOf(planes, geometryOf(input([1, 2, 3], "channels-last"))!);
  assertEquals([...last.pixels], [255, 0, 0, 255, 0, 0]);
});

Deno.test("terminals show two pixels per character, with and without colours", () => {
  const picture = pictureOf(Float32Array.of(0, 9, 9, 9), geometryOf(input([2, 2]))!);
  const captioned = [{ picture, caption: "row 1" }, { picture, caption: "row 2" }];
  assertEquals(drawPictures(captioned, 80, false), ["=@     =@", "row 1  row 2", ""]);
  assertEquals(drawPictures(captioned, 5, false), ["=@", "row 1", "", "=@", "row 2", ""]);
  const [line] = drawPictures([{ picture, caption: "" }], 80, true);
  assertEquals(line!.startsWith("\x1b[38;2;0;0;0m\x1b[48;2;255;255;255m▀"), true);
  assertEquals(drawPictures([], 80, true), []);
});

Deno.test("a contact sheet is a PNG of every picture, enlarged", () => {
  const black = pictureOf(new Float32Array(784), geometryOf(input([784]))!);
  const white = { ...black, pixels: new Uint8Array(black.pixels.length).fill(255) };
  const { width, height, data, channels } = decode(contactSheet([black, white]));
  assertEquals([width, height, channels], [6 + 2 * (84 + 6), 84 + 12, 3]);
  const at = (x: number, y: number) => data[3 * (y * width + x)];
  assertEquals([at(0, 0), at(6, 6), at(89, 89), at(92, 50), at(96, 6)], [128, 0, 0, 128, 255]);
});
