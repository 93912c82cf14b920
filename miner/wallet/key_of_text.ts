/**
 * A private key in any form that people keep it in: hex, a keystore, or the words of BIP-39.
 *
 * @module
 */
import type { Hex } from "viem";
import { DemlError } from "../../protocol/errors.ts";
import type { WalletFailure } from "./failures.ts";
import { openKeystore } from "./keystore.ts";
import { keyOfHex } from "./signer.ts";

/** Where Ethereum's wallets keep the first account of a mnemonic (BIP-44). */
export const FIRST_ACCOUNT = "m/44'/60'/0'/0/0";

/** What a key's text may need. */
export interface KeyOptions {
  /** Asked only for a keystore */
  password: () => Promise<string>;
  /** Which account of a mnemonic */
  path?: string;
}

/**
 * Reads a private key.
 *
 * @param origin The file's name in errors; nothing of its content is shown
 * @throws DemlError `wallet`
 */
export async function keyOfText(
  text: string,
  origin: string,
  { password, path = FIRST_ACCOUNT }: KeyOptions,
): Promise<Hex> {
  const trimmed = text.replace(/^\uFEFF/, "").trim();
  if (trimmed.startsWith("{")) return await openKeystore(trimmed, await password(), origin);
  const words = trimmed.toLowerCase().split(/\s+/);
  return words.length > 1 ? await keyOfWords(words, origin, path) : keyOfHex(trimmed, origin);
}

/** Derives the key of an account from a mnemonic (BIP-39, BIP-32). */
async function keyOfWords(words: string[], origin: string, path: string): Promise<Hex> {
  const failed = (failure: WalletFailure) => new DemlError<WalletFailure>(failure);
  if (![12, 15, 18, 21, 24].includes(words.length)) {
    throw failed({ kind: "wallet/mnemonic-length", origin, words: words.length });
  }
  const { english, toPrivateKey, validate } = await import("ox/Mnemonic");
  const known = new Set(english);
  const at = words.findIndex((word) => !known.has(word));
  if (at >= 0) throw failed({ kind: "wallet/mnemonic-word", origin, at: at + 1 });
  const mnemonic = words.join(" ");
  // The derivation itself would accept any words, and give another account.
  if (!validate(mnemonic, english)) throw failed({ kind: "wallet/mnemonic-checksum", origin });
  if (!/^m(\/\d{1,10}'?)+$/.test(path)) throw failed({ kind: "wallet/derivation-path", path });
  try {
    return toPrivateKey(mnemonic, { as: "Hex", path: path as `m/${string}` });
  } catch {
    throw failed({ kind: "wallet/derivation-path", path });
  }
}
