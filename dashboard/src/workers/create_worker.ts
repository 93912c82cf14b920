/**
 * Reads, tries, seals and cuts an organizer's data, off the page's thread: a large file blocks nothing,
 * and what takes too long is ended with its worker.
 *
 * @module
 */
import { type Hex, hexToBytes, toHex } from "viem";
import { loadCoreAsync } from "../../../core-wasm/mod.ts";
import { readDataSet } from "../../../miner/dataset/data_set.ts";
import { fileOf, type Part } from "../../../protocol/spec/part.ts";
import type { CompetitionSpec } from "../../../protocol/spec/spec.ts";
import { DemlError, reasonOf, told } from "../../../protocol/errors.ts";
import { sha256 } from "../../../miner/ipfs/cid.ts";
import { publishFile } from "../../../miner/ipfs/publish.ts";
import { sealFile } from "../../../miner/model/envelope.ts";
import { memoryBlocks } from "../data/publish.ts";
import { type Guess, guessFiles } from "../pages/create/guess.ts";
import { expose, transfer } from "./comlink.ts";

/** Files of a data set: samples, and labels where they are apart. */
export type Files = [data: Blob] | [data: Blob, labels: Blob];

/** How files are sealed. */
export interface Seal {
  key: Hex;
  /** One a file */
  nonces: Hex[];
  /** sha2-256 of the files: key and nonces serve no other bytes */
  digests: Hex[];
}

/** Files as they are published. */
export interface Cut {
  /** One a file */
  cids: string[];
  blocks: [cid: string, bytes: Uint8Array][];
  bytes: number;
}

/** What came of reading a data set. */
export interface Tried {
  rows: number;
  features: number;
  /** Rows of each class; absent with very many classes */
  counts?: number[];
}

/** More classes than anybody looks through. */
const SHOWN_CLASSES = 1_000;

const creator = {
  /** Guesses what files hold, having read all of them. */
  guess: (files: Files): Promise<Guess> =>
    understood(async () => {
      const [data, labels] = await read(files);
      return guessFiles(await loadCoreAsync(), { data, labels });
    }),

  /** Reads a data set as miners will. */
  tryOut: (spec: CompetitionSpec, part: Part, files: Files): Promise<Tried> =>
    understood(async () => {
      const [data, labels] = await read(files);
      const { rows, features, labels: found } = readDataSet(
        await loadCoreAsync(),
        spec,
        part,
        { data, labels },
      );
      const classes = fileOf(spec, part).classes;
      if (classes > SHOWN_CLASSES) return { rows, features };
      const counts = Array<number>(classes).fill(0);
      for (const label of found) counts[label]!++;
      return { rows, features, counts };
    }),

  /** sha2-256 of each file. */
  digests: (files: Files): Promise<Hex[]> =>
    understood(async () => await digestsOf(await read(files))),

  /** Seals files where they are to be, and cuts them into blocks. */
  cut: async (files: Files, seal?: Seal): Promise<Cut> => {
    const found = await understood(() => cut(files, seal));
    return transfer(found, found.blocks.map(([, bytes]) => bytes.buffer));
  },
};

async function cut(files: Files, seal: Seal | undefined): Promise<Cut> {
  const plain = await read(files);
  if (seal && String(await digestsOf(plain)) !== String(seal.digests)) {
    // One key and nonce over two contents would give both away.
    throw told("data", "These are not the files that the key was made for", "Seal them again");
  }
  const store = memoryBlocks();
  const cids: string[] = [];
  for (const [index, bytes] of plain.entries()) {
    const published = seal
      ? await sealFile(bytes, hexToBytes(seal.key), hexToBytes(seal.nonces[index]!))
      : bytes;
    cids.push(String(await publishFile(published, store)));
  }
  // Copies: a block may be a part of its file, and only whole buffers go to the page.
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
      "Choose it again; it may have been moved or changed",
      { cause },
    );
  }
}

async function digestsOf(files: Uint8Array[]): Promise<Hex[]> {
  return await Promise.all(files.map(async (bytes) => toHex(await sha256(bytes))));
}

/** What nobody foresaw is most likely a file too large for the browser. */
async function understood<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DemlError) throw error;
    throw told(
      "data",
      `The data cannot be read here: ${reasonOf(error).slice(0, 200).replace(/\.$/, "")}`,
      "Where it is too large for this browser's memory, use a smaller file",
      { cause: error },
    );
  }
}

/** What the page calls. */
export type Creator = typeof creator;

expose(creator);
