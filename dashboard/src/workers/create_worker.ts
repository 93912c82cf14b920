/**
 * Reads, checks, seals and splits an organizer's data, off the page's thread: a large file does not
 * block it, and work that takes too long ends with its worker.
 *
 * @module
 */
import type { Hex } from "viem";
import { loadCoreAsync } from "../../../core-wasm/mod.ts";
import type { Part } from "../../../protocol/spec/part.ts";
import type { CompetitionSpec } from "../../../protocol/spec/spec.ts";
import { DemlError, reasonOf, told } from "../../../protocol/errors.ts";
import {
  cutFiles,
  digestsOf,
  type Seal,
  type Tried,
  tryOut,
} from "../../../miner/organizer/prepare.ts";
import { memoryBlocks } from "../data/publish.ts";
import { type Guess, guessFiles } from "../../../miner/organizer/guess.ts";
import { expose, transfer } from "./comlink.ts";

/** Files of a data set: samples, and labels if they are separate. */
export type Files = [data: Blob] | [data: Blob, labels: Blob];

/** Files as they are published. */
export interface Cut {
  /** One per file */
  cids: string[];
  blocks: [cid: string, bytes: Uint8Array][];
  bytes: number;
}

const creator = {
  /** Guesses what files hold, having read all of them. */
  guess: (files: Files): Promise<Guess> =>
    understood(async () => {
      const [data, labels] = await read(files);
      return guessFiles({ data, labels }, await loadCoreAsync());
    }),

  /** Reads a data set as miners will. */
  tryOut: (spec: CompetitionSpec, part: Part, files: Files): Promise<Tried> =>
    understood(async () => {
      const [data, labels] = await read(files);
      return tryOut(spec, part, { data, labels }, await loadCoreAsync());
    }),

  /** sha2-256 of each file. */
  digests: (files: Files): Promise<Hex[]> =>
    understood(async () => await digestsOf(await read(files))),

  /** Seals files if requested, and splits them into blocks. */
  cut: async (files: Files, seal?: Seal): Promise<Cut> => {
    const found = await understood(() => cut(files, seal));
    return transfer(found, found.blocks.map(([, bytes]) => bytes.buffer));
  },
};

async function cut(files: Files, seal: Seal | undefined): Promise<Cut> {
  const store = memoryBlocks();
  const cids = await cutFiles(await read(files), store, seal);
  // Copies: a block may be part of its file's buffer, and only whole buffers can be transferred.
  const blocks = store.all().map(([cid, bytes]): [string, Uint8Array] => [
    String(cid),
    bytes.slice(),
  ]);
  return { cids, blocks, bytes: store.bytes() };
}

type Bytes = Uint8Array<ArrayBuffer>;

async function read([data, labels]: Files): Promise<[data: Bytes, ...labels: Bytes[]]> {
  const bytesOf = async (file: Blob) => new Uint8Array(await file.arrayBuffer());
  try {
    return labels ? await Promise.all([bytesOf(data), bytesOf(labels)]) : [await bytesOf(data)];
  } catch (cause) {
    throw told(
      "file",
      `The file cannot be read: ${reasonOf(cause)}`,
      "Choose it again; it may have moved or changed",
      { cause },
    );
  }
}

/** An unforeseen error is most likely a file too large for the browser. */
async function understood<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DemlError) throw error;
    throw told(
      "data",
      `The data cannot be read here: ${reasonOf(error).slice(0, 200).replace(/\.$/, "")}`,
      "If it is too large for this browser's memory, use a smaller file",
      { cause: error },
    );
  }
}

/** What the page calls. */
export type Creator = typeof creator;

expose(creator);
