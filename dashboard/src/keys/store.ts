/**
 * The keys of what this browser has sealed. They are durable here before anything is sent, and a copy
 * goes to the reader's disk: a browser may be cleared.
 *
 * @module
 */
import { createStore, get, set, values } from "idb-keyval";
import type { Hex } from "viem";
import { told } from "../../../protocol/errors.ts";
import type { KeyFile } from "../../../miner/model/key_file.ts";

let store: ReturnType<typeof createStore> | undefined;

/**
 * Keeps a key; it is read back before this answers.
 *
 * @throws DemlError `wallet` when the browser keeps nothing
 */
export async function saveKey(file: KeyFile): Promise<void> {
  try {
    await set(file.commitment, file, open());
    if ((await get<KeyFile>(file.commitment, open()))?.key === file.key) return;
  } catch {
    // Said below.
  }
  throw told(
    "wallet",
    "This browser does not keep data, so a key would be lost with the page",
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

/** Hands a key to the reader as a file, the one that `deml open` takes. */
export function downloadKey(file: KeyFile): void {
  const name = file.seals === "model" ? `model-${file.digest.slice(2, 10)}` : "test-set";
  downloadFile(`${name}.key.json`, new Blob([`${JSON.stringify(file, null, 2)}\n`]));
}

/** Hands bytes to the reader as a file. */
export function downloadFile(name: string, content: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function open() {
  return store ??= createStore("deml-keys", "keys");
}
