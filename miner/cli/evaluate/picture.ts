/**
 * A row of data as a picture.
 *
 * @module
 */
import type { InputSpec } from "../../../protocol/spec/spec.ts";

/** Pixels, row after row. */
export interface Picture {
  width: number;
  height: number;
  /** Red, green and blue of each pixel, from 0 to 255 */
  pixels: Uint8Array;
}

/** Larger than any small picture. */
const LARGEST_SIDE = 512;

/** Where the values of a pixel are: how many channels, and the strides of pixels and channels. */
interface Geometry {
  width: number;
  height: number;
  channels: number;
  pixelStep: number;
  channelStep: number;
}

/** The geometry of samples of this shape; undefined if they are not pictures. */
export function geometryOf({ shape, layout }: InputSpec): Geometry | undefined {
  const [features = 0, ...more] = shape;
  const dims = more.length === 0 ? square(features) : shape;
  const [a = 0, b = 0, c = 0] = dims;
  const colours = (count: number) => count === 1 || count === 3;
  const small = (geometry: Geometry) =>
    Math.max(geometry.width, geometry.height) <= LARGEST_SIDE ? geometry : undefined;
  if (dims.length === 2) {
    return small({ height: a, width: b, channels: 1, pixelStep: 1, channelStep: 0 });
  }
  if (dims.length !== 3) return undefined;
  if (colours(a) && layout !== "channels-last") {
    return small({ height: b, width: c, channels: a, pixelStep: 1, channelStep: b * c });
  }
  if (colours(c) && layout !== "channels-first") {
    return small({ height: a, width: b, channels: c, pixelStep: c, channelStep: 1 });
  }
  return undefined;
}

function square(values: number): number[] {
  const side = Math.sqrt(values);
  return Number.isInteger(side) && side > 1 ? [side, side] : [];
}

/**
 * Draws one row; its darkest value becomes black and its brightest white.
 *
 * @param values The row as the model received it
 */
export function pictureOf(values: Float32Array, geometry: Geometry): Picture {
  const { width, height, channels, pixelStep, channelStep } = geometry;
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const scale = high > low ? 255 / (high - low) : 0;
  const pixels = new Uint8Array(3 * width * height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let colour = 0; colour < 3; colour++) {
      const channel = channels === 3 ? colour : 0;
      const value = values[pixel * pixelStep + channel * channelStep]!;
      pixels[3 * pixel + colour] = Math.round((value - low) * scale);
    }
  }
  return { width, height, pixels };
}
