/**
 * Web3 Secret Storage keystores, version 3, as geth, cast, ethers and web3.py write them.
 * https://ethereum.org/developers/docs/data-structures-and-encoding/web3-secret-storage
 *
 * @module
 */
import type { Hex } from "viem";
import { z } from "zod";
import { DemlError } from "../../protocol/errors.ts";
import type { KeystoreFault, WalletFailure } from "./failures.ts";

/** Deriving a key takes 128 × n × r bytes: geth's own parameters ask for 256 MiB. */
const MOST_MEMORY = 2 ** 30;

const hex = z.string().regex(/^(0x)?([0-9a-f]{2})+$/i)
  .transform((text) => text.replace(/^0x/i, ""));
const whole = z.number().int().positive();

const KEYSTORE = z.object({
  version: z.union([z.literal(3), z.literal("3")]),
  crypto: z.object({
    cipher: z.string(),
    ciphertext: hex,
    cipherparams: z.object({ iv: hex }),
    kdf: z.string(),
    kdfparams: z.object({
      salt: hex,
      dklen: z.number().optional(),
      n: whole.optional(),
      r: whole.optional(),
      p: whole.optional(),
      c: whole.optional(),
      prf: z.string().optional(),
    }),
    mac: hex,
  }),
});

/**
 * Opens a keystore.
 *
 * @param json The file's text
 * @param origin Its name in errors
 * @returns The private key, 32 bytes
 * @throws DemlError `wallet`: not a keystore, of an unknown kind, or with another password
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { privateKeyToAddress } from "viem/accounts";
 * import { openKeystore } from "./keystore.ts";
 *
 * const file = new URL("../../tests/fixtures/keystores/cast.json", import.meta.url);
 * const key = await openKeystore(await Deno.readTextFile(file), "correct horse", "cast.json");
 * assertEquals(privateKeyToAddress(key), "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
 * ```
 */
export async function openKeystore(
  json: string,
  password: string,
  origin: string,
): Promise<Hex> {
  const { crypto } = parse(json, origin);
  const { kdf, kdfparams, cipher } = crypto;
  if (cipher.toLowerCase() !== "aes-128-ctr") {
    throw unsupported(origin, "cipher", cipher, ["aes-128-ctr"]);
  }
  const name = kdf.toLowerCase();
  if (name !== "scrypt" && name !== "pbkdf2") {
    throw unsupported(origin, "key derivation", kdf, ["scrypt", "pbkdf2"]);
  }
  const { n = 0, r = 0, p = 0, c = 0, prf = "hmac-sha256", dklen = 32 } = kdfparams;
  if (name === "scrypt" && (n < 2 || (n & (n - 1)) !== 0 || r === 0 || p === 0)) {
    throw damaged(origin, { fault: "scrypt-incomplete" });
  }
  if (128 * n * r > MOST_MEMORY) {
    throw damaged(origin, { fault: "scrypt-memory", mebibytes: Math.ceil(128 * n * r / 2 ** 20) });
  }
  if (name === "pbkdf2" && c === 0) throw damaged(origin, { fault: "no-iterations" });
  if (prf.toLowerCase() !== "hmac-sha256") {
    throw unsupported(origin, "function", prf, ["hmac-sha256"]);
  }
  if (dklen < 32) throw damaged(origin, { fault: "key-length", bytes: dklen });
  const Keystore = await import("ox/Keystore");
  const keystore = {
    version: 3 as const,
    id: "",
    crypto: { ...crypto, cipher: "aes-128-ctr" as const, kdf: name, kdfparams },
  } as never;
  // Not toKeyAsync: it ignores the file's scrypt parameters.
  const key = Keystore.toKey(keystore, { password });
  let secret: Hex;
  try {
    secret = Keystore.decrypt(keystore, key);
  } catch (cause) {
    throw new DemlError<WalletFailure>({ kind: "wallet/wrong-password", origin }, { cause });
  }
  if (secret.length !== 66) throw damaged(origin, { fault: "secret-length" });
  return secret;
}

function parse(json: string, origin: string): z.infer<typeof KEYSTORE> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw damaged(origin, { fault: "not-json" }, cause);
  }
  const { data, error } = KEYSTORE.safeParse(withLowerCaseKeys(value));
  if (data !== undefined) return data;
  const [{ path, message } = { path: [], message: "" }] = error.issues;
  throw damaged(origin, { fault: "schema", path: path.join("."), because: message }, error);
}

/** ethers and old wallets write `Crypto`, some `KDF` and `KdfParams`. */
function withLowerCaseKeys(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key.toLowerCase(), withLowerCaseKeys(inner)]),
  );
}

function damaged(origin: string, fault: KeystoreFault, cause?: unknown): DemlError<WalletFailure> {
  return new DemlError<WalletFailure>({ kind: "wallet/damaged-keystore", origin, fault }, {
    cause,
  });
}

function unsupported(
  origin: string,
  what: "cipher" | "key derivation" | "function",
  found: string,
  known: string[],
): DemlError<WalletFailure> {
  return new DemlError<WalletFailure>({
    kind: "wallet/unsupported-keystore",
    origin,
    what,
    found,
    known,
  });
}
