/**
 * What core_test.ts runs in a browser: package → inflate → un-shuffle → numbers → labels, on the
 * SIMD build and its scalar twin. The answer is the page's only text.
 *
 * @module
 */
import { loadCore } from "../../core-wasm/mod.ts";

/** The page's input, bytes as base64. */
export interface Question {
  stream: string;
  size: number;
  csv: string;
  columns: number;
  rows: number;
}

/** Adler-like sum of bytes, enough to recognise equal ones. */
export function sumOf(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => (sum * 31 + byte) % 4_294_967_291, 7);
}

/** Computes the answer with only the core. */
export function answer({ stream, size, csv, columns, rows }: Question, build: "simd" | "scalar") {
  const core = loadCore({ build });
  const bytes = Uint8Array.from(atob(stream), (letter) => letter.charCodeAt(0));
  const inflated = core.inflate(bytes, size);
  const text = new TextEncoder().encode(csv);
  const labels = core.scope((views) => {
    const table = views.readCsvBytes(views.put(text), columns, rows);
    const inputs = views.normalise(table, {
      plane: columns,
      channels: 1,
      scale: 1,
      mean: [0],
      std: [255],
    });
    return [...views.argmax(inputs, columns).copy()];
  });
  let refused = "";
  try {
    core.inflate(bytes.subarray(0, bytes.length - 5), size);
  } catch (error) {
    refused = (error as { code?: string }).code ?? String(error);
  }
  return { inflated: sumOf(inflated), labels, refused };
}
