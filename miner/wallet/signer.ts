/**
 * The account that signs: a private key in hex, or an encrypted keystore.
 *
 * @module
 */
import type { Hex } from "viem";
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import { DemlError } from "../../protocol/errors.ts";
import { openKeystore } from "./keystore.ts";
import type { WalletFailure } from "./failures.ts";

/**
 * Reads a key in hex or a Web3 Secret Storage keystore (version 3).
 *
 * @param text The content of the file or variable
 * @param origin Its name in errors; its content is never shown
 * @param password Asked only for a keystore
 * @throws DemlError `wallet`
 *
 * @example
 * ```ts
 * import { assertEquals, assertRejects } from "@std/assert";
 * import { DemlError } from "../../protocol/errors.ts";
 * import { accountOfText } from "./signer.ts";
 *
 * const noPassword = () => Promise.reject(new Error("A plain key needs none"));
 * const account = await accountOfText("0x" + "01".repeat(32), "miner.key", noPassword);
 * assertEquals(account.address, "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1");
 *
 * const short = () => accountOfText("0x01", "miner.key", noPassword);
 * await assertRejects(short, DemlError, "wallet/no-private-key");
 * ```
 */
export async function accountOfText(
  text: string,
  origin: string,
  password: () => Promise<string>,
): Promise<PrivateKeyAccount> {
  const trimmed = text.replace(/^\uFEFF/, "").trim();
  if (trimmed.startsWith("{")) {
    return privateKeyToAccount(await openKeystore(trimmed, await password(), origin));
  }
  return privateKeyToAccount(keyOfHex(trimmed, origin));
}

/** A key in hex, with or without 0x, checked. */
export function keyOfHex(text: string, origin: string): Hex {
  const hex = text.replace(/^0x/i, "");
  if (!/^[0-9a-f]{64}$/i.test(hex)) {
    throw new DemlError<WalletFailure>({ kind: "wallet/no-private-key", origin });
  }
  const key = `0x${hex.toLowerCase()}` as Hex;
  try {
    privateKeyToAccount(key);
  } catch {
    throw new DemlError<WalletFailure>({ kind: "wallet/key-out-of-range", origin });
  }
  return key;
}
