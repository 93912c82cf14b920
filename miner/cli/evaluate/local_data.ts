/**
 * A data set in files of this machine. A CSV is read part by part, when it is needed: it may be
 * larger than everything else that the program has in memory.
 *
 * @module
 */
import { fileSize, passingParts } from "../../base/file_parts.ts";
import { readFile } from "../../base/read_file.ts";
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
  const parts = () => passingParts(path);
  if (!await isReadAgain(path) || !isCsv(await headOf(parts()))) {
    const bytes = await readFile(path);
    return {
      content: bytes,
      describe: (invocation) => Promise.resolve(describe(invocation, bytes)),
    };
  }
  return {
    content: { length: await fileSize(path), parts },
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

async function headOf(parts: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  for await (const part of parts) return part.subarray(0, HEAD);
  return new Uint8Array();
}
