/**
 * A model in a file: an ONNX file or a package of one.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { InvalidModel, short } from "../../protocol/score/verdict.ts";
import { fileError, readFile } from "../base/read_file.ts";
import { externalData, LARGEST_DATA, missingData } from "../model/external_data.ts";
import { pack, unpack } from "../model/package.ts";

/** What a package may unpack to without a spec: a gigabyte. */
export const LARGEST_MODEL = 1 << 30;

/** A model as its author has it. */
export interface ModelFile {
  /** The ONNX file with its weights inside, or the package */
  bytes: Uint8Array;
  wasPacked: boolean;
}

/** Called with the name of each data file whose content becomes part of a model. */
export type OnData = (name: string) => void;

/**
 * Reads a model, and the weights that a bare ONNX file keeps in files beside it.
 *
 * @throws InvalidModel `external-data` if these are missing or elsewhere
 */
export async function readModelFile(path: string, onData?: OnData): Promise<ModelFile> {
  if (!path.endsWith(".onnx")) return { bytes: await readFile(path), wasPacked: true };
  return { bytes: await readOnnx(path, onData), wasPacked: false };
}

/** Reads an ONNX file with the weights beside it. A broken one is returned unchanged. */
export async function readOnnx(path: string, onData?: OnData): Promise<Uint8Array> {
  const onnx = await readFile(path);
  const external = externalDataOf(onnx);
  if (external === undefined) return onnx;
  const contents = new Map<string, Uint8Array>();
  let total = 0;
  for (const name of external.files) {
    const content = await readBeside(path, name, LARGEST_DATA - total);
    total += content.length;
    contents.set(name, content);
    onData?.(name);
  }
  return external.takeIn(contents);
}

function externalDataOf(onnx: Uint8Array): ReturnType<typeof externalData> {
  try {
    return externalData(onnx);
  } catch (error) {
    // Whoever takes the model apart reports what is wrong with it.
    if (error instanceof InvalidModel && error.rule === "onnx-format") return undefined;
    throw error;
  }
}

/** Reads a file of the model's folder; a link out of it is not followed. */
async function readBeside(model: string, name: string, most: number): Promise<Uint8Array> {
  const path = join(dirname(model), name);
  let bytes: Uint8Array | undefined;
  try {
    const real = await Deno.realPath(path);
    const { isFile, size } = await Deno.stat(real);
    const inside = dirname(real) === await Deno.realPath(dirname(model));
    if (!inside || !isFile || size > most) throw elsewhere(name, isFile, inside, size);
    bytes = await readFile(real);
  } catch (cause) {
    if (cause instanceof InvalidModel) throw cause;
    if (cause instanceof Deno.errors.NotFound) throw missingData(name);
    throw fileError(path, cause);
  }
  return bytes;
}

function elsewhere(name: string, isFile: boolean, inside: boolean, size: number): InvalidModel {
  const found = inside
    ? isFile ? `has ${size} bytes, more than can be read` : "is not a file"
    : "is a link to another folder";
  return new InvalidModel("external-data", `its data file ${short(name)} ${found}`, {
    kind: "weights-inside",
    exporter: "unknown",
  });
}

/** The ONNX file in a model's file. */
export function onnxOf({ bytes, wasPacked }: ModelFile): Uint8Array {
  return wasPacked ? unpack(bytes, { unpackedBytes: LARGEST_MODEL }) : bytes;
}

/**
 * What would be submitted: a package unchanged, a bare ONNX file packed as `deml pack` does. The
 * evaluator checks what a package contains.
 *
 * @throws InvalidModel for an .onnx file that is not ONNX
 */
export function packageOf({ bytes, wasPacked }: ModelFile): Uint8Array {
  return wasPacked ? bytes : pack(bytes);
}

/** What is published with a model is named to its author. */
export function takenIn(name: string): string {
  return `The weights in ${short(name)} become part of the model`;
}
