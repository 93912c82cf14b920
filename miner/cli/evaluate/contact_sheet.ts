/**
 * Pictures on one sheet, as PNG.
 *
 * @module
 */
import { encode } from "fast-png";
import type { Picture } from "./picture.ts";

/** Pictures in one row. */
const ACROSS = 8;
/**
 * The least side of a picture on the sheet, in pixels: small ones are enlarged by whole numbers.
 */
const LEAST_SIDE = 84;
/** Grey between pictures. */
const GAP = 6;
const GREY = 128;

/**
 * Draws a contact sheet, in reading order.
 *
 * @param pictures Of one size, at least one
 * @returns A PNG file
 */
export function contactSheet(pictures: [Picture, ...Picture[]]): Uint8Array {
  const { width, height } = pictures[0];
  const zoom = Math.max(1, Math.ceil(LEAST_SIDE / Math.max(width, height)));
  const across = Math.min(ACROSS, pictures.length);
  const down = Math.ceil(pictures.length / across);
  const sheetWidth = across * (zoom * width + GAP) + GAP;
  const sheetHeight = down * (zoom * height + GAP) + GAP;
  const data = new Uint8Array(3 * sheetWidth * sheetHeight).fill(GREY);
  pictures.forEach(({ pixels }, index) => {
    const left = GAP + (index % across) * (zoom * width + GAP);
    const top = GAP + Math.floor(index / across) * (zoom * height + GAP);
    for (let y = 0; y < zoom * height; y++) {
      for (let x = 0; x < zoom * width; x++) {
        const from = 3 * (Math.floor(y / zoom) * width + Math.floor(x / zoom));
        data.set(pixels.subarray(from, from + 3), 3 * ((top + y) * sheetWidth + left + x));
      }
    }
  });
  return encode({ width: sheetWidth, height: sheetHeight, channels: 3, depth: 8, data });
}
