/**
 * Pictures in a terminal, side by side: two pixels per character, by colour, or without colours by
 * how much ink a character has.
 *
 * @module
 */
import { zip } from "../../../protocol/zip.ts";
import type { Picture } from "./picture.ts";

/** From the least ink to the most. */
const INKS = " .:-=+*#%@";
const GAP = "  ";

/** A picture and the line below it. */
export interface Captioned {
  picture: Picture;
  caption: string;
}

/**
 * Draws pictures of one size.
 *
 * @param columns Width of the terminal
 * @param color Whether it shows 24-bit colours
 * @returns Lines
 */
export function drawPictures(
  pictures: Captioned[],
  columns: number,
  color: boolean,
): string[] {
  const [first] = pictures;
  if (first === undefined) return [];
  const { width } = first.picture;
  const cell = Math.max(width, ...pictures.map(({ caption }) => caption.length));
  const across = Math.max(1, Math.floor((columns + GAP.length) / (cell + GAP.length)));
  const lines: string[] = [];
  for (let start = 0; start < pictures.length; start += across) {
    const row = pictures.slice(start, start + across);
    const drawn = row.map(({ picture }) => color ? drawColour(picture) : drawInk(picture));
    const blank = " ".repeat(cell - width);
    for (const line of zip(...drawn)) {
      lines.push(line.map((part) => part + blank).join(GAP).trimEnd());
    }
    lines.push(row.map(({ caption }) => caption.padEnd(cell)).join(GAP).trimEnd(), "");
  }
  return lines;
}

/** Upper half blocks: the character's colour is the upper pixel, its background the lower one. */
function drawColour({ width, height, pixels }: Picture): string[] {
  const at = (x: number, y: number) => {
    const pixel = 3 * (Math.min(y, height - 1) * width + x);
    return pixels.subarray(pixel, pixel + 3).join(";");
  };
  return pairs(height).map((y) => {
    const cells = Array.from(
      { length: width },
      (_, x) => `\x1b[38;2;${at(x, y)}m\x1b[48;2;${at(x, y + 1)}m▀`,
    );
    return `${cells.join("")}\x1b[0m`;
  });
}

function drawInk({ width, height, pixels }: Picture): string[] {
  const light = (x: number, y: number) => {
    const pixel = 3 * (Math.min(y, height - 1) * width + x);
    return pixels.subarray(pixel, pixel + 3).reduce((sum, colour) => sum + colour, 0) / 3;
  };
  return pairs(height).map((y) =>
    Array.from({ length: width }, (_, x) => {
      const mean = (light(x, y) + light(x, y + 1)) / 2;
      return INKS[Math.min(INKS.length - 1, Math.floor(mean * INKS.length / 256))];
    }).join("")
  );
}

function pairs(height: number): number[] {
  return Array.from({ length: Math.ceil(height / 2) }, (_, i) => 2 * i);
}
