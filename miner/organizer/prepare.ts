/**
 * An organizer's files, before they are published: read as miners will, sealed, cut into blocks.
 *
 * @module
 */
import { type Hex, hexToBytes, toHex } from "viem";
import { type Core, loadCore } from "../../core-wasm/mod.ts";
import { DemlError } from "../../protocol/errors.ts";
import { fileOf, type Part } from "../../protocol/spec/part.ts";
import type { CompetitionSpec } from "../../protocol/spec/spec.ts";
import { readDataSet } from "../dataset/data_set.ts";
import type { DataBytes } from "../dataset/reader.ts";
import type { BlockStore } from "../ipfs/block_store.ts";
import { sha256 } from "../ipfs/cid.ts";
import { publishFile } from "../ipfs/publish.ts";
import { sealFile } from "../model/envelope.ts";
import type { OrganizerFailure } from "./failures.ts";

/** The result of reading a data set. */
export interface Tried {
  rows: number;
  features: number;
  /** Rows of each class; absent with very many classes */
  counts?: number[];
}

/** How files are sealed. */
export interface Seal {
  key: Hex;
  /** One per file */
  nonces: Hex[];
  /** sha2-256 of the files: key and nonces are only for these bytes */
  digests: Hex[];
}

/** More classes than anybody reads. */
const SHOWN_CLASSES = 1_000;

/**
 * Reads a data set as miners will.
 *
 * @throws DemlError `data`
 */
export function tryOut(
  spec: CompetitionSpec,
  part: Part,
  bytes: DataBytes,
  core: Core = loadCore(),
): Tried {
  const { rows, features, labels } = readDataSet(core, spec, part, bytes);
  const { classes } = fileOf(spec, part);
  if (spec.target || classes > SHOWN_CLASSES) return { rows, features };
  const counts = Array<number>(classes).fill(0);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return { rows, features, counts };
}

/**
 * Cuts the files of a data set into blocks, sealed first if there is a seal.
 *
 * @returns The CID of each file
 * @throws DemlError `data` if the seal is for other bytes
 */
export async function cutFiles(
  files: Uint8Array<ArrayBuffer>[],
  store: BlockStore,
  seal?: Seal,
): Promise<string[]> {
  if (seal && String(await digestsOf(files)) !== String(seal.digests)) {
    throw new DemlError<OrganizerFailure>({ kind: "data/sealed-other-files" });
  }
  const cids: string[] = [];
  for (const [index, bytes] of files.entries()) {
    const nonce = seal?.nonces[index];
    const published = seal && nonce
      ? await sealFile(bytes, hexToBytes(seal.key), hexToBytes(nonce))
      : bytes;
    cids.push(String(await publishFile(published, store)));
  }
  return cids;
}

/** sha2-256 of each file. */
export async function digestsOf(files: Uint8Array[]): Promise<Hex[]> {
  return await Promise.all(files.map(async (bytes) => toHex(await sha256(bytes))));
}
