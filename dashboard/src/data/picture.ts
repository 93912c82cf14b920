/**
 * Rows that are pictures.
 *
 * @module
 */
import type { InputSpec } from "../../../protocol/spec/spec.ts";

/** How a row is drawn. */
export interface PictureShape {
  height: number;
  width: number;
  /** 1 grey, 3 red, green and blue */
  channels: 1 | 3;
  /** Whether the channels of a pixel lie side by side */
  interleaved: boolean;
}

/** Below it a square number is more likely a table, pixels a side. */
const SMALLEST = 8;

/** How the rows of an input are drawn; undefined where they are no pictures. */
export function pictureShapeOf({ shape, layout }: InputSpec): PictureShape | undefined {
  const [a = NaN, b = NaN, c = NaN] = shape;
  if (layout === "channels-first" && shape.length === 3) return picture(b, c, a, false);
  if (layout === "channels-last" && shape.length === 3) return picture(a, b, c, true);
  if (shape.length === 2) return picture(a, b, 1, false);
  const side = Math.sqrt(a);
  if (shape.length === 1 && Number.isInteger(side) && side >= SMALLEST) {
    return picture(side, side, 1, false);
  }
  return undefined;
}

function picture(
  height: number,
  width: number,
  channels: number,
  interleaved: boolean,
): PictureShape | undefined {
  return channels === 1 || channels === 3 ? { height, width, channels, interleaved } : undefined;
}

/** A row as red, green, blue and opacity, from its smallest value to its largest. */
export function pixelsOf(
  values: Float32Array,
  { height, width, channels, interleaved }: PictureShape,
): Uint8ClampedArray<ArrayBuffer> {
  let low = 0;
  let high = 255;
  if (values.some((value) => value < 0 || value > 255) || values.every((value) => value <= 1)) {
    low = values.reduce((a, b) => Math.min(a, b), Infinity);
    high = values.reduce((a, b) => Math.max(a, b), -Infinity);
  }
  const scale = high > low ? 255 / (high - low) : 0;
  const area = height * width;
  const pixels = new Uint8ClampedArray(4 * area);
  for (let at = 0; at < area; at++) {
    for (let colour = 0; colour < 3; colour++) {
      const channel = channels === 1 ? 0 : colour;
      const value = values[interleaved ? at * channels + channel : channel * area + at]!;
      pixels[4 * at + colour] = (value - low) * scale;
    }
    pixels[4 * at + 3] = 255;
  }
  return pixels;
}
