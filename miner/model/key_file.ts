/**
 * The file that keeps a sealing key until the competition opens.
 *
 * @module
 */
import { z } from "../../protocol/text/zod.ts";
import { type Address, type Hex } from "viem";
import { parseBoundedJson } from "../../protocol/text/bounded_json.ts";
import { DemlError } from "../../protocol/errors.ts";
import { readFile } from "../base/read_file.ts";
import { folderOf, makeFolder, syncFolder, writeDurably } from "../base/files.ts";
import type { ModelFailure } from "./failures.ts";
import { modelKeyCommitment, testKeyCommitment } from "../../protocol/round/key_commitment.ts";

const bytes32 = z.templateLiteral(["0x", z.string().regex(/^[0-9a-f]{64}$/)]);
const common = { version: z.literal(1), key: bytes32, commitment: bytes32 };

const schema = z.discriminatedUnion("seals", [
  z.strictObject({
    ...common,
    seals: z.literal("model"),
    author: z.templateLiteral(["0x", z.string().regex(/^[0-9a-fA-F]{40}$/)]),
    /** sha2-256 of the sealed bytes: the model's name on the chain */
    digest: bytes32,
  }),
  z.strictObject({ ...common, seals: z.literal("test-set") }),
]);

/** A key and its purpose. */
export type KeyFile = z.output<typeof schema>;

/** Only its owner may read it: anybody with the key before the opening has the model. */
const PRIVATE = 0o600;

/** Makes the record of a model's key. */
export function modelKeyFile(key: Hex, author: Address, digest: Hex): KeyFile {
  const commitment = modelKeyCommitment(author, key);
  return { version: 1, seals: "model", key, commitment, author, digest };
}

/** Makes the record of a test set's key. */
export function testKeyFile(key: Hex): KeyFile {
  return { version: 1, seals: "test-set", key, commitment: testKeyCommitment(key) };
}

/**
 * Writes a key and its backups; each is on the disk before the next is begun.
 *
 * @throws DemlError `file` if one already exists: a key is never overwritten
 */
export async function writeKeyFile(paths: string[], file: KeyFile): Promise<void> {
  const text = new TextEncoder().encode(`${JSON.stringify(file, null, 2)}\n`);
  for (const path of paths) await requireAbsent(path);
  for (const path of paths) {
    const folder = folderOf(path);
    await makeFolder(folder);
    await writeDurably(path, text, { mode: PRIVATE });
    await syncFolder(folder);
  }
}

async function requireAbsent(path: string): Promise<void> {
  try {
    await Deno.lstat(path);
  } catch {
    return;
  }
  throw new DemlError<ModelFailure>({ kind: "file/key-exists", path });
}

/**
 * Reads a key file.
 *
 * @throws DemlError `wallet` if it is not a key file, or is damaged; the key is never shown
 */
export async function readKeyFile(path: string): Promise<KeyFile> {
  return parseKeyFile(await readFile(path), path);
}

/**
 * Reads the text of a key file.
 *
 * @param name Its name in errors
 * @throws DemlError `wallet` as readKeyFile
 */
export function parseKeyFile(bytes: Uint8Array, name: string): KeyFile {
  let parsed: KeyFile;
  try {
    parsed = schema.parse(parseBoundedJson(bytes));
  } catch {
    throw new DemlError<ModelFailure>({ kind: "wallet/not-a-key-file", path: name });
  }
  const { key, commitment } = parsed;
  const found = parsed.seals === "model"
    ? modelKeyCommitment(parsed.author, key)
    : testKeyCommitment(key);
  if (found !== commitment) {
    throw new DemlError<ModelFailure>({ kind: "wallet/damaged-key-file", path: name });
  }
  return parsed;
}
