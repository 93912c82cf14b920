/**
 * The envelope of a submission: made once, kept beside the model with its key, and found again by a
 * later run. Two envelopes of one model would be two submissions.
 *
 * @module
 */
import { type Address, hexToBytes, toHex } from "viem";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import { writeDurably } from "../../base/files.ts";
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

/**
 * Finds the envelope that an earlier run made of a package.
 *
 * @param base Path before `.sealed` and `.key.json`
 * @returns The envelope, or the path at which one can be made
 */
export async function keptSubmission(
  packed: Uint8Array,
  author: Address,
  base: string,
): Promise<{ kept: SealedSubmission } | { free: string }> {
  for (let count = 1; count <= MOST; count++) {
    const path = count === 1 ? base : `${base}-${count}`;
    const keyPath = `${path}.key.json`;
    if (!await isThere(keyPath)) return { free: path };
    const kept = await readKept(packed, author, path);
    if (kept !== undefined) return { kept: { ...kept, keyPath } };
  }
  return { free: `${base}-${Date.now()}` };
}

/** What an earlier run made of the same package for the same author. */
async function readKept(
  packed: Uint8Array,
  author: Address,
  path: string,
): Promise<Pick<SealedSubmission, "envelope" | "key"> | undefined> {
  const key = await readKeyFile(`${path}.key.json`);
  if (key.seals !== "model" || key.author.toLowerCase() !== author.toLowerCase()) return undefined;
  const envelope = await Deno.readFile(`${path}.sealed`).catch(() => undefined);
  if (envelope === undefined || toHex(await sha256(envelope)) !== key.digest) return undefined;
  const opened = await openModel(envelope, hexToBytes(key.key)).catch((error) => {
    if (error instanceof InvalidModel) return undefined;
    throw error;
  });
  const same = opened !== undefined && toHex(await sha256(opened)) === toHex(await sha256(packed));
  return same ? { envelope, key } : undefined;
}

/**
 * Makes an envelope: it and its key are on the disk when this returns.
 *
 * @param path Before `.sealed` and `.key.json`, from `keptSubmission`
 * @param copies Folder for a second copy of the key
 */
export async function sealSubmission(
  packed: Uint8Array,
  author: Address,
  path: string,
  copies: string,
): Promise<SealedSubmission> {
  const { envelope, key } = await sealModel(packed);
  const file = modelKeyFile(toHex(key), author, toHex(await sha256(envelope)));
  // An envelope without a key is replaced by the next run; a key without one would not be found.
  await writeDurably(`${path}.sealed`, envelope);
  const keyPath = `${path}.key.json`;
  await writeKeyFile([keyPath, `${copies}/${file.commitment.slice(2, 18)}.key.json`], file);
  return { envelope, key: file as SealedSubmission["key"], keyPath };
}

async function isThere(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}
