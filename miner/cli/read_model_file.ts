/**
 * A model in a file: an ONNX file or a package of one.
 *
 * @module
 */
import { readFile } from "../base/read_file.ts";
import { pack, unpack } from "../model/package.ts";

/** What a package may unpack to without a spec: a gigabyte. */
export const LARGEST_MODEL = 1 << 30;

/** A model in both of its forms. */
export interface ModelFile {
  onnx: Uint8Array;
  packed: Uint8Array;
  /** Whether the file was already packed */
  wasPacked: boolean;
}

/**
 * Reads a model. A bare ONNX file is packed as `deml pack` does, so that the judged bytes are those
 * to submit.
 *
 * @throws InvalidModel if it is neither
 */
export async function readModelFile(path: string): Promise<ModelFile> {
  const bytes = await readFile(path);
  if (path.endsWith(".onnx")) return { onnx: bytes, packed: pack(bytes), wasPacked: false };
  const onnx = unpack(bytes, { unpackedBytes: LARGEST_MODEL });
  return { onnx, packed: bytes, wasPacked: true };
}

/**
 * Reads what would be submitted: a package unchanged, a bare ONNX file packed. The evaluator checks
 * what a package contains.
 *
 * @throws InvalidModel for an .onnx file that is not ONNX
 */
export async function readSubmission(path: string): Promise<Uint8Array> {
  const bytes = await readFile(path);
  return path.endsWith(".onnx") ? pack(bytes) : bytes;
}
