/**
 * The sealed envelope: PROTOCOL.md, section 8. AES-256-GCM, by WebCrypto, so that a browser can
 * also seal and open.
 *
 *     model     "DEMS" │ version 1 │ nonce, 12 bytes │ ciphertext │ tag, 16 bytes
 *     test set  ciphertext │ tag, 16 bytes      its nonces are in the spec
 *
 * A key seals one model, or the files of one test set, each under its own nonce: the same key and
 * nonce for two contents would give both away. So a model's key is made here and never taken from
 * elsewhere. A commitment (key_commitment.ts) binds the published bytes to the key, so nobody can
 * open one ciphertext as two contents.
 *
 * @module
 */
import { DemlError, reasonOf } from "../../protocol/errors.ts";
import { concatBytes } from "./bytes.ts";
import type { ModelFailure } from "./failures.ts";
import { InvalidModel } from "../../protocol/score/verdict.ts";

const MAGIC = [0x44, 0x45, 0x4d, 0x53];
const VERSION = 1;
const HEADER = Uint8Array.from([...MAGIC, VERSION]);
/** The length that GCM is specified for: NIST SP 800-38D, section 8.2. */
export const NONCE_BYTES = 12;
export const KEY_BYTES = 32;
const TAG_BYTES = 16;
/** The overhead of an envelope. */
export const ENVELOPE_BYTES = HEADER.length + NONCE_BYTES + TAG_BYTES;

/** A sealed model and the key that opens it. */
export interface SealedModel {
  envelope: Uint8Array<ArrayBuffer>;
  /** 32 secret bytes, until they are published */
  key: Uint8Array<ArrayBuffer>;
}

/** Random bytes for a key or a nonce. */
export function randomBytes(count: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(count));
}

/**
 * Seals a package under a new key.
 *
 * @example
 * ```ts
 * import { assertEquals, assertRejects } from "@std/assert";
 * import { openModel, randomBytes, sealModel } from "./envelope.ts";
 * import { InvalidModel } from "../../protocol/score/verdict.ts";
 *
 * const packed = new TextEncoder().encode("DEML and so on");
 * const { envelope, key } = await sealModel(packed);
 * assertEquals(await openModel(envelope, key), packed);
 * await assertRejects(() => openModel(envelope, randomBytes(32)), InvalidModel, "envelope");
 * ```
 */
export async function sealModel(packed: Uint8Array): Promise<SealedModel> {
  const [key, nonce] = [randomBytes(KEY_BYTES), randomBytes(NONCE_BYTES)];
  const sealed = await encrypt(packed, key, nonce, HEADER);
  return { envelope: concatBytes([HEADER, nonce, sealed]), key };
}

/**
 * Opens a sealed model.
 *
 * @throws InvalidModel `envelope` if it is malformed, or the key does not open it: as the key
 * matches the author's commitment, every miner sees the same
 * @throws DemlError `evaluator` if this machine cannot decrypt it
 */
export async function openModel(
  envelope: Uint8Array,
  key: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  if (envelope.length < ENVELOPE_BYTES || HEADER.some((byte, i) => envelope[i] !== byte)) {
    throw broken("it is not a sealed model of version 1");
  }
  const start = HEADER.length + NONCE_BYTES;
  const nonce = envelope.subarray(HEADER.length, start);
  const packed = await decrypt(envelope.subarray(start), key, nonce, HEADER);
  if (packed === undefined) throw broken("its key does not open it");
  return packed;
}

function broken(found: string): InvalidModel {
  return new InvalidModel("envelope", found, { kind: "seal" });
}

/** Seals a file of a test set: `ciphertext │ tag`. */
export async function sealFile(
  content: Uint8Array,
  key: Uint8Array,
  nonce: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  return await encrypt(content, key, nonce);
}

/** Opens a file of a test set, or returns undefined if key, nonce and bytes do not match. */
export async function openFile(
  sealed: Uint8Array,
  key: Uint8Array,
  nonce: Uint8Array,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (sealed.length < TAG_BYTES) return undefined;
  return await decrypt(sealed, key, nonce);
}

async function importKey(key: Uint8Array, usage: "encrypt" | "decrypt"): Promise<CryptoKey> {
  if (key.length !== KEY_BYTES) throw new RangeError(`A key has ${KEY_BYTES} bytes`);
  return await crypto.subtle.importKey("raw", key.slice(), "AES-GCM", false, [usage]);
}

function parameters(nonce: Uint8Array, bound: Uint8Array | undefined): AesGcmParams {
  if (nonce.length !== NONCE_BYTES) throw new RangeError(`A nonce has ${NONCE_BYTES} bytes`);
  return {
    name: "AES-GCM",
    iv: nonce.slice(),
    tagLength: 8 * TAG_BYTES,
    ...(bound && { additionalData: bound.slice() }),
  };
}

async function encrypt(
  content: Uint8Array,
  key: Uint8Array,
  nonce: Uint8Array,
  bound?: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  const secret = await importKey(key, "encrypt");
  const sealed = await crypto.subtle.encrypt(parameters(nonce, bound), secret, content.slice());
  return new Uint8Array(sealed);
}

async function decrypt(
  sealed: Uint8Array,
  key: Uint8Array,
  nonce: Uint8Array,
  bound?: Uint8Array,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const secret = await importKey(key, "decrypt");
  try {
    // WebCrypto copies its input: our own copy would be a third one of a large data set.
    const bytes = sealed as Uint8Array<ArrayBuffer>;
    return new Uint8Array(await crypto.subtle.decrypt(parameters(nonce, bound), secret, bytes));
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "OperationError") return undefined;
    // E.g. memory: a failure of this machine is not a verdict.
    const failure = { bytes: sealed.length, reason: reasonOf(cause) };
    throw new DemlError<ModelFailure>({ kind: "evaluator/decrypt", ...failure }, { cause });
  }
}
