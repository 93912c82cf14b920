/**
 * Failures of keys and keystores, in words.
 *
 * @module
 */
import type { KeystoreFault, WalletFailure } from "../../wallet/failures.ts";
import type { Sentences } from "../../../protocol/format/tell.ts";

function showFault(found: KeystoreFault): string {
  switch (found.fault) {
    case "not-json":
      return "it is not complete JSON";
    case "schema":
      return `${found.path || "it"}: ${found.because}`;
    case "scrypt-incomplete":
      return "its scrypt parameters are incomplete";
    case "scrypt-memory":
      return `its scrypt parameters ask for ${found.mebibytes} MiB`;
    case "no-iterations":
      return "its pbkdf2 has no iterations";
    case "key-length":
      return `it derives ${found.bytes} bytes, and 32 are needed`;
    case "secret-length":
      return "its key does not have 32 bytes";
  }
}

export const WALLET: Sentences<WalletFailure> = {
  "wallet/wrong-password": ({ origin }) => [
    `The password does not open ${origin}`,
    "Check the password; a modified keystore fails in the same way",
  ],
  "wallet/damaged-keystore": ({ origin, fault }) => [
    `${origin} is not a keystore of version 3: ${showFault(fault)}`,
    "Export it again from the wallet that made it",
  ],
  "wallet/unsupported-keystore": ({ origin, what, found, known }) => [
    `${origin} has the ${what} "${found}", which is not supported`,
    `Export it again with ${known.join(" or ")}`,
  ],
  "wallet/no-private-key": ({ origin }) => [
    `${origin} does not contain a private key`,
    "A key is 64 hex digits, with or without 0x, or a JSON keystore",
  ],
  "wallet/mnemonic-length": ({ origin, words }) => [
    `${origin} has ${words} words, and a mnemonic has 12, 15, 18, 21 or 24`,
    "Compare it with what the wallet showed; a key in hex is 64 digits without spaces",
  ],
  "wallet/mnemonic-word": ({ origin, at }) => [
    `Word ${at} of ${origin} is not one of BIP-39's English words`,
    "Compare it with what the wallet showed; other languages are not supported",
  ],
  "wallet/mnemonic-checksum": ({ origin }) => [
    `The checksum of the words in ${origin} is wrong: one of them is another word, or out of place`,
    "Compare them with what the wallet showed",
  ],
  "wallet/derivation-path": ({ path }) => [
    `"${path}" is not a derivation path`,
    "Give --path like m/44'/60'/0'/0/0, with numbers below 2147483648",
  ],
  "wallet/key-out-of-range": ({ origin }) => [
    `The key in ${origin} is out of range`,
    "Make a new key",
  ],
};
