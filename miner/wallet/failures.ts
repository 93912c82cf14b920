/**
 * What can be wrong with a key. `origin` tells people where it came from; no field contains any
 * part of the key.
 *
 * @module
 */

/** What is wrong with a keystore. */
export type KeystoreFault =
  | { fault: "not-json" }
  /** The schema rejects it at `path` */
  | { fault: "schema"; path: string; because: string }
  | { fault: "scrypt-incomplete" }
  | { fault: "scrypt-memory"; mebibytes: number }
  | { fault: "no-iterations" }
  | { fault: "key-length"; bytes: number }
  /** Its decrypted key does not have 32 bytes */
  | { fault: "secret-length" };

/** How reading a key can fail. */
export type WalletFailure =
  | { kind: "wallet/wrong-password"; origin: string }
  | { kind: "wallet/damaged-keystore"; origin: string; fault: KeystoreFault }
  /** A cipher, key derivation or function that is not supported; `known` are those that are */
  | {
    kind: "wallet/unsupported-keystore";
    origin: string;
    what: "cipher" | "key derivation" | "function";
    found: string;
    known: readonly string[];
  }
  | { kind: "wallet/no-private-key"; origin: string }
  | { kind: "wallet/key-out-of-range"; origin: string }
  | { kind: "wallet/mnemonic-length"; origin: string; words: number }
  /** The word at this place, from 1, is not one of BIP-39's English words */
  | { kind: "wallet/mnemonic-word"; origin: string; at: number }
  /** All words are known, and one is wrong or out of place */
  | { kind: "wallet/mnemonic-checksum"; origin: string }
  | { kind: "wallet/derivation-path"; path: string };
