/**
 * The models that enter the demo's competition.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/from-file-url";
import { DemlError } from "../../protocol/errors.ts";
import { readFile } from "../base/read_file.ts";
import { pack } from "../model/package.ts";
import type { DemoFailure } from "./failures.ts";

/** One entry: a model's name and its package. */
export interface Entry {
  name: string;
  package: Uint8Array;
}

/** The fixtures that enter by default. */
const DEFAULT_ENTRIES = ["lenet", "mlp", "logreg"];

/** Reads the entries: our own fixtures, or every `.onnx` and `.deml` of a folder. */
export async function readEntries(folder: string | undefined): Promise<Entry[]> {
  if (folder === undefined) {
    const base = fromFileUrl(new URL("../../examples/models/", import.meta.url));
    return await Promise.all(DEFAULT_ENTRIES.map((name) => readEntry(`${base}${name}.onnx`)));
  }
  const names: string[] = [];
  try {
    for await (const { name, isFile } of Deno.readDir(folder)) {
      if (isFile && /\.(onnx|deml)$/.test(name)) names.push(name);
    }
  } catch (cause) {
    throw new DemlError<DemoFailure>({ kind: "file/unreadable-models", folder }, { cause });
  }
  if (names.length === 0) {
    throw new DemlError<DemoFailure>({ kind: "file/no-models", folder });
  }
  return await Promise.all(names.sort().map((name) => readEntry(`${folder}/${name}`)));
}

async function readEntry(path: string): Promise<Entry> {
  const bytes = await readFile(path);
  const name = path.slice(path.lastIndexOf("/") + 1).replace(/\.(onnx|deml)$/, "");
  return { name, package: path.endsWith(".deml") ? bytes : await pack(bytes) };
}
