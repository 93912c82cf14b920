/**
 * The envelope of a submission: made once, kept beside the model with its key, and found again by a
 * later run. Two envelopes of one model would be two submissions.
 *
 * @module
 */
import { type Address, type Hex, hexToBytes, toHex } from "viem";
import { told } from "../../../protocol/errors.ts";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import type { Model } from "../../../protocol/state/model.ts";
import { exists } from "../../base/exists.ts";
import { makeFolder, writeDurably } from "../../base/files.ts";
import { sha256 } from "../../ipfs/cid.ts";
import { openModel, sealModel } from "../../model/envelope.ts";
import { type KeyFile, modelKeyFile, readKeyFile, writeKeyFile } from "../../model/key_file.ts";

/** A sealed submission. */
export interface SealedSubmission {
  envelope: Uint8Array;
  key: KeyFile & { seals: "model" };
  keyPath: string;
}

/** How many envelopes of one model are looked through. */
const MOST = 1_000;

/** Where envelopes and keys are. */
export interface SealedPlaces {
  /** Path before `.sealed` and `.key.json` */
  base: string;
  /** Folder with a second copy of both */
  copies: string;
}

/**
 * Finds the envelope that an earlier run made of a package.
 *
 * @param own The author's models in the competition
 * @returns The envelope, or the path at which one can be made
 * @throws DemlError `file` if there is the key of an envelope that is lost
 */
export async function keptSubmission(
  packed: Uint8Array,
  author: Address,
  { base, copies }: SealedPlaces,
  own: readonly Pick<Model, "keyCommitment">[],
): Promise<{ kept: SealedSubmission } | { free: string }> {
  // What is on chain may have been made of another file, or elsewhere.
  for (const { keyCommitment } of own) {
    const copy = copyOf(copies, keyCommitment);
    if (!exists(`${copy}.key.json`)) continue;
    const kept = await readKept(packed, author, `${copy}.key.json`, [`${copy}.sealed`]);
    if (kept !== undefined) return { kept };
  }
  for (let count = 1; count <= MOST; count++) {
    const path = count === 1 ? base : `${base}-${count}`;
    const keyPath = `${path}.key.json`;
    if (!exists(keyPath)) return { free: path };
    const { commitment } = await readKeyFile(keyPath);
    const envelopes = [`${path}.sealed`, `${copyOf(copies, commitment)}.sealed`];
    const kept = await readKept(packed, author, keyPath, envelopes);
    if (kept !== undefined) return { kept };
  }
  return { free: `${base}-${Date.now()}` };
}

function copyOf(copies: string, commitment: Hex): string {
  return `${copies}/${commitment.slice(2, 18)}`;
}

/**
 * What an earlier run made of the same package for the same author.
 *
 * @param envelopes Paths at which the envelope may be
 */
async function readKept(
  packed: Uint8Array,
  author: Address,
  keyPath: string,
  envelopes: string[],
): Promise<SealedSubmission | undefined> {
  const key = await readKeyFile(keyPath);
  if (key.seals !== "model" || key.author.toLowerCase() !== author.toLowerCase()) return undefined;
  for (const path of envelopes) {
    const envelope = await Deno.readFile(path).catch(() => undefined);
    if (envelope === undefined || toHex(await sha256(envelope)) !== key.digest) continue;
    const opened = await openModel(envelope, hexToBytes(key.key)).catch((error) => {
      if (error instanceof InvalidModel) return undefined;
      throw error;
    });
    const same = opened !== undefined &&
      toHex(await sha256(opened)) === toHex(await sha256(packed));
    return same ? { envelope, key, keyPath } : undefined;
  }
  // Perhaps of this very model: another envelope would be a second submission.
  throw told(
    "file",
    `${envelopes[0]} is missing, and ${keyPath} is its key`,
    "Put it back, or make another one with --sealed-as PATH",
  );
}

/**
 * Makes an envelope: it and its key are on the disk when this returns.
 *
 * @param path Before `.sealed` and `.key.json`, from `keptSubmission`
 */
export async function sealSubmission(
  packed: Uint8Array,
  author: Address,
  path: string,
  copies: string,
): Promise<SealedSubmission> {
  const { envelope, key } = await sealModel(packed);
  const file = modelKeyFile(toHex(key), author, toHex(await sha256(envelope)));
  const keyPath = `${path}.key.json`;
  const copy = copyOf(copies, file.commitment);
  // An envelope without a key is replaced by the next run; a key without one would not be found.
  await makeFolder(copies);
  await writeDurably(`${path}.sealed`, envelope);
  // Everything in a home is its owner's.
  await writeDurably(`${copy}.sealed`, envelope, { mode: 0o600 });
  await writeKeyFile([keyPath, `${copy}.key.json`], file);
  return { envelope, key: file as SealedSubmission["key"], keyPath };
}
