import { assertEquals, assertThrows } from "@std/assert";
import type { Core, Normalisation } from "../mod.ts";
import { assertSame, random } from "./samples.ts";

const f = Math.fround;

/** By its definition: float32 after each step. */
function normalised(values: ArrayLike<number>, options: Normalisation): Float32Array {
  const { plane, channels, scale, mean, std } = options;
  return Float32Array.from(values, (value, at) => {
    const channel = Math.floor(at / plane) % channels;
    return f(f(f(value * f(scale)) - f(mean[channel]!)) / f(std[channel]!));
  });
}

export function testPreprocess(core: Core): void {
  const test = (name: string, run: () => void) => Deno.test(`${core.build}: ${name}`, run);

  test("unshuffle undoes a shuffle of any width and count", () => {
    const next = random(5);
    for (const width of [1, 2, 3, 4, 8]) {
      for (const count of [0, 1, 15, 16, 17, 33, 999]) {
        const values = Uint8Array.from({ length: count * width }, () => next() * 256);
        const shuffled = new Uint8Array(values.length);
        for (let at = 0; at < values.length; at++) {
          shuffled[(at % width) * count + Math.floor(at / width)] = values[at]!;
        }
        assertSame(core.unshuffle(shuffled, width), values, `${count} of ${width} bytes`);
      }
    }
    assertThrows(() => core.unshuffle(new Uint8Array(7), 4), RangeError);
    assertThrows(() => core.unshuffle(new Uint8Array(7), 0), RangeError);
  });

  test("pixels divided by 255 are the exact quotients, for all 256", () => {
    const pixels = Uint8Array.from({ length: 256 }, (_, pixel) => pixel);
    const options = { plane: 256, channels: 1, scale: 1, mean: [0], std: [255] };
    const quotients = Float32Array.from(pixels, (pixel) => pixel / 255);
    assertEquals(core.normalise(pixels, options), quotients);
    assertEquals(core.normalise(Float32Array.from(pixels), options), quotients);
    // The spec's warning: multiplying by the reciprocal gives another number for 126 pixels.
    const products = core.normalise(pixels, { ...options, scale: 1 / 255, std: [1] });
    assertEquals(products.filter((value, pixel) => value !== quotients[pixel]).length, 126);
  });

  test("normalise gives the bits of plain TypeScript for both layouts, types and odd sizes", () => {
    const next = random(31);
    for (const channels of [1, 2, 3, 4, 5, 7]) {
      const mean = Array.from({ length: channels }, () => next() * 0.6);
      const std = Array.from({ length: channels }, () => 0.1 + next());
      for (const plane of [1, 2, 3, 4, 5, 16, 31]) {
        for (const rows of [1, 2, 5]) {
          const options = { plane, channels, scale: 1 / 255, mean, std };
          const bytes = Uint8Array.from({ length: rows * channels * plane }, () => next() * 256);
          assertEquals(core.normalise(bytes, options), normalised(bytes, options));
          const floats = Float32Array.from(bytes, (byte) => (byte - 128) * next() * 1e3);
          assertEquals(core.normalise(floats, options), normalised(floats, options));
        }
      }
    }
  });

  test("normalise treats NaN, infinities and signed zeros as float32 arithmetic does", () => {
    const odd = Float32Array.of(NaN, Infinity, -Infinity, -0, 0, 3.4e38, 1e-45, -1e-45, 1);
    for (const std of [1, 255, 0.5]) {
      const options = { plane: 9, channels: 1, scale: 1, mean: [0], std: [std] };
      const found = core.normalise(odd, options);
      normalised(odd, options).forEach((value, at) => {
        assertEquals(Object.is(found[at], value), true, `${odd[at]} / ${std} is ${found[at]}`);
      });
    }
  });

  test("normalise refuses channels that lack a mean, and rows that are not whole", () => {
    const options = { plane: 2, channels: 2, scale: 1, mean: [0, 0], std: [1] };
    assertThrows(() => core.normalise(new Uint8Array(4), options), RangeError);
    assertThrows(() => core.normalise(new Uint8Array(5), { ...options, std: [1, 1] }), RangeError);
  });

  test("swapAxes turns channels last into channels first, and back", () => {
    const next = random(37);
    for (
      const [rows, pixels, channels] of [[2, 784, 3], [3, 5, 4], [1, 1, 1], [4, 7, 1]] as const
    ) {
      const last = Uint8Array.from({ length: rows * pixels * channels }, () => next() * 256);
      const first = new Uint8Array(last.length);
      for (let row = 0; row < rows; row++) {
        for (let pixel = 0; pixel < pixels; pixel++) {
          for (let channel = 0; channel < channels; channel++) {
            first[(row * channels + channel) * pixels + pixel] =
              last[(row * pixels + pixel) * channels + channel]!;
          }
        }
      }
      assertEquals(core.swapAxes(last, pixels, channels), first);
      assertEquals(core.swapAxes(first, channels, pixels), last);
      assertEquals(
        core.swapAxes(Float32Array.from(last), pixels, channels),
        Float32Array.from(first),
      );
    }
    assertThrows(() => core.swapAxes(new Uint8Array(5), 2, 2), RangeError);
  });
}
