/**
 * The key of a sealed test set: on the disk before anything depends on it, and the same one when
 * the command is run again.
 *
 * @module
 */
import { toHex } from "viem";
import { told } from "../../../protocol/errors.ts";
import { KEY_BYTES, randomBytes } from "../../model/envelope.ts";
import { type KeyFile, readKeyFile, testKeyFile, writeKeyFile } from "../../model/key_file.ts";
import { digestsOf, type Seal } from "../../organizer/prepare.ts";
import { sealOf } from "../../organizer/seal_of.ts";
import type { Invocation } from "../command.ts";
import { homeMade } from "../home_option.ts";
import { warnOpenFile } from "../warn_open_file.ts";

/** A seal and where its key is. */
export interface TestSetSeal {
  seal: Seal;
  file: KeyFile;
  path: string;
  /** Whether the key existed before */
  kept: boolean;
}

/** Finds or makes the key for the files of a test set. */
export async function sealTestSet(
  invocation: Invocation,
  path: string,
  files: Uint8Array[],
): Promise<TestSetSeal> {
  const kept = await Deno.stat(path).then(() => true, () => false);
  const file = kept ? await readKeyFile(path) : testKeyFile(toHex(randomBytes(KEY_BYTES)));
  if (file.seals !== "test-set") {
    throw told(
      "wallet",
      `${path} is the key of a model, not of a test set`,
      "Name another file with --key-out",
    );
  }
  if (kept) await warnOpenFile(invocation.terminal, path);
  else {
    const copy = `${await homeMade(invocation)}/keys/${file.commitment.slice(2, 18)}.key.json`;
    await writeKeyFile([path, copy], file);
    invocation.terminal.note(`The test set's key is in ${path}, with a copy in ${copy}`);
  }
  return { seal: sealOf(file.key, await digestsOf(files)), file, path, kept };
}
