/**
 * Writing Web3 Secret Storage keystores, version 3, as geth does.
 * https://ethereum.org/developers/docs/data-structures-and-encoding/web3-secret-storage
 *
 * @module
 */
import type { Address, Hex } from "viem";
import { privateKeyToAddress } from "viem/accounts";

/** What a guess of the password costs: scrypt's parameters. */
export type Strength = "standard" | "light";

/** geth's own: 256 MiB and about a second, or with --lightkdf 4 MiB and less than a tenth. */
const SCRYPT: Record<Strength, { n: number; r: number; p: number }> = {
  standard: { n: 262_144, r: 8, p: 1 },
  light: { n: 4_096, r: 8, p: 6 },
};

/** An encrypted key. */
export interface Keystore {
  address: Address;
  /** The file's content: one line of JSON */
  text: string;
}

/**
 * Encrypts a key.
 *
 * @param key 32 bytes
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { openKeystore } from "./keystore.ts";
 * import { encryptKey } from "./write_keystore.ts";
 *
 * const key = `0x${"01".repeat(32)}` as const;
 * const { text } = await encryptKey(key, "correct horse", "light");
 * assertEquals(await openKeystore(text, "correct horse", "file"), key);
 * ```
 */
export async function encryptKey(
  key: Hex,
  password: string,
  strength: Strength = "standard",
): Promise<Keystore> {
  const Keystore = await import("ox/Keystore");
  // Not scryptAsync: it ignores its parameters.
  const [derived, options] = Keystore.scrypt({ password, ...SCRYPT[strength] });
  const address = privateKeyToAddress(key);
  const keystore = Keystore.encrypt(key, derived, options);
  // Without 0x, as geth writes it.
  const text = JSON.stringify({ address: address.slice(2).toLowerCase(), ...keystore });
  return { address, text: `${text}\n` };
}

/** The name that geth gives a keystore: `UTC--2026-01-02T03-04-05.678000000Z--…`. */
export function keystoreName(address: Address, now: Date): string {
  const time = now.toISOString().replaceAll(":", "-").replace("Z", "000000Z");
  return `UTC--${time}--${address.slice(2).toLowerCase()}`;
}
