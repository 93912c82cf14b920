/**
 * A data set in files of this machine. A CSV is read part by part, when it is needed: it may be
 * larger than everything else that the program has in memory.
 *
 * @module
 */
import { DemlError } from "../../../protocol/errors.ts";
import type { FileFailure } from "../../base/failures.ts";
import { passingParts } from "../../base/file_parts.ts";
import { fileError, readFile } from "../../base/read_file.ts";
import { countArrivingRows } from "../../dataset/csv_head.ts";
import { HEAD, sniff } from "../../dataset/sniff.ts";
import type { FileContent } from "../../evaluation/host/evaluator.ts";
import type { Invocation } from "../command.ts";
import { describe, type Described, hasHeader } from "./local_spec.ts";

/** A file of samples. */
export interface LocalData {
  content: FileContent;
  /** Looks at it, if no spec describes it */
  describe(invocation: Invocation): Promise<Described>;
}

/** Opens a file of samples. */
export async function openLocalData(path: string): Promise<LocalData> {
  if (!await isReadAgain(path) || !isCsv(await headOf(passingParts(path)))) {
    const bytes = await readFile(path);
    return {
      content: bytes,
      describe: (invocation) => Promise.resolve(describe(invocation, bytes)),
    };
  }
  const { state, length } = await stateOf(path);
  /** The file, unless it has changed. */
  async function* parts(): AsyncGenerator<Uint8Array, void> {
    let read = 0;
    for await (const part of passingParts(path)) {
      read += part.length;
      if (read > length) throw changed(path);
      yield part;
    }
    if (read !== length || (await stateOf(path)).state !== state) throw changed(path);
  }
  return {
    content: { length, parts },
    describe: async (invocation) => ({
      format: "csv",
      rows: await countArrivingRows(parts(), hasHeader(invocation, "csv")),
    }),
  };
}

/** Whether a path leads to something that can be read more than once: a pipe cannot. */
async function isReadAgain(path: string): Promise<boolean> {
  // A missing one is reported when it is read.
  return await Deno.stat(path).then(({ isFile }) => isFile, () => false);
}

function isCsv(head: Uint8Array): boolean {
  const found = sniff(head);
  return "format" in found && found.format === "csv";
}

/** What shows that a file is the same one, unchanged, and its bytes. */
async function stateOf(path: string): Promise<{ state: string; length: number }> {
  const { ino, mtime, size } = await Deno.stat(path).catch((cause) => {
    throw fileError(path, cause);
  });
  return { state: JSON.stringify([ino, mtime, size]), length: size };
}

function changed(path: string): DemlError {
  return new DemlError<FileFailure>({ kind: "file/changed", path });
}

async function headOf(parts: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  for await (const part of parts) return part.subarray(0, HEAD);
  return new Uint8Array();
}
