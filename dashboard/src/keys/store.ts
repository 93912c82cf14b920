/**
 * The keys of what this browser has sealed. They are stored durably before anything is sent, and a
 * copy goes to the reader's disk: browser data may be cleared.
 *
 * @module
 */
import { downloadFile } from "../components/download_file.ts";
import { createStore, get, set, values } from "idb-keyval";
import type { Hex } from "viem";
import { told } from "../../../protocol/errors.ts";
import type { KeyFile } from "../../../miner/model/key_file.ts";

let store: ReturnType<typeof createStore> | undefined;

/**
 * Stores a key, and reads it back before this returns.
 *
 * @throws DemlError `wallet` if the browser stores nothing
 */
export async function saveKey(file: KeyFile): Promise<void> {
  try {
    await set(file.commitment, file, open());
    if ((await get<KeyFile>(file.commitment, open()))?.key === file.key) return;
  } catch {
    // Reported below.
  }
  throw told(
    "wallet",
    "This browser does not store data, so a key would be lost with the page",
    "Leave the private window, or allow this page to store data",
  );
}

/** The key with a commitment, if this browser has it. */
export async function findKey(commitment: Hex): Promise<KeyFile | undefined> {
  return await get<KeyFile>(commitment, open()).catch(() => undefined);
}

/** Every key that this browser has. */
export async function allKeys(): Promise<KeyFile[]> {
  return await values<KeyFile>(open()).catch(() => []);
}

/** Gives the reader a key as a file, the one that `deml open` takes. */
export function downloadKey(file: KeyFile): void {
  const name = file.seals === "model" ? `model-${file.digest.slice(2, 10)}` : "test-set";
  downloadFile(`${name}.key.json`, new Blob([`${JSON.stringify(file, null, 2)}\n`]));
}

function open() {
  return store ??= createStore("deml-keys", "keys");
}
