/**
 * The seal of a test set that a key gives: the same for the same files, so that a command that is
 * run again publishes the same bytes.
 *
 * @module
 */
import { concat, type Hex, numberToHex, sha256, slice } from "viem";
import { NONCE_BYTES } from "../model/envelope.ts";
import type { Sealing } from "./draft.ts";
import type { Seal } from "./prepare.ts";

/**
 * Computes it.
 *
 * A nonce is a hash of the key, the file's content and its place: other content never meets the
 * same nonce under the same key, and without the key it reveals nothing about the content.
 *
 * @param digests sha2-256 of the plain files
 */
export function sealOf(key: Hex, digests: Hex[]): Seal {
  const nonces = digests.map((digest, index) =>
    slice(sha256(concat([key, digest, numberToHex(index, { size: 1 })])), 0, NONCE_BYTES)
  );
  return { key, nonces, digests };
}

/** What a draft says about a seal. */
export function sealingOf({ nonces, digests }: Seal, commitment: Hex): Sealing {
  const [nonce = "0x", labelsNonce] = nonces;
  return { commitment, nonce, ...(labelsNonce && { labelsNonce }), digests, safe: true };
}
