/**
 * Opens a sealed file of a test set without ever having all of it in memory: docs/PROTOCOL.md,
 * section 8, defines sealed files.
 *
 * @module
 */
import { createDecipheriv } from "node:crypto";
import type { StreamedFile } from "../ipfs/open_file.ts";

/** The tag that AES-256-GCM appends. */
const TAG_BYTES = 16;

/**
 * Opens `ciphertext │ tag`. The file is read once to check the tag, because unchecked bytes must
 * not be used, and again each time its parts are needed.
 *
 * @param sealed Verified bytes, the same each time they are read
 * @returns undefined if key, nonce and bytes do not match
 */
export async function openStreamed(
  sealed: StreamedFile,
  key: Uint8Array,
  nonce: Uint8Array,
): Promise<StreamedFile | undefined> {
  const length = sealed.length - TAG_BYTES;
  if (length < 0) return undefined;
  try {
    for await (const _ of decrypted(sealed, length, key, nonce)) {
      // Only the tag at the end is needed.
    }
  } catch (error) {
    if (error instanceof WrongTag) return undefined;
    throw error;
  }
  return { length, parts: () => decrypted(sealed, length, key, nonce) };
}

class WrongTag extends Error {}

async function* decrypted(
  sealed: StreamedFile,
  length: number,
  key: Uint8Array,
  nonce: Uint8Array,
): AsyncGenerator<Uint8Array, void> {
  const decipher = createDecipheriv("aes-256-gcm", key, nonce);
  const tag = new Uint8Array(TAG_BYTES);
  let read = 0;
  for await (const part of sealed.parts()) {
    const content = part.subarray(0, Math.max(0, length - read));
    if (content.length < part.length) {
      tag.set(part.subarray(content.length), Math.max(0, read - length));
    }
    read += part.length;
    if (content.length > 0) yield decipher.update(content);
  }
  decipher.setAuthTag(tag);
  try {
    decipher.final();
  } catch (cause) {
    throw new WrongTag("", { cause });
  }
}
