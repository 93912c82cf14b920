/**
 * What may be wrong with a key. `origin` is how people know where it came from; no field holds any of it.
 *
 * @module
 */

/** What is wrong with a keystore. */
export type KeystoreFault =
  | { fault: "not-json" }
  /** The schema refuses it at `path` */
  | { fault: "schema"; path: string; because: string }
  | { fault: "scrypt-incomplete" }
  | { fault: "scrypt-memory"; mebibytes: number }
  | { fault: "no-iterations" }
  | { fault: "key-length"; bytes: number }
  /** What it decrypts to is not a key of 32 bytes */
  | { fault: "secret-length" };

/** What reading a key may end with. */
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
  | { kind: "wallet/key-out-of-range"; origin: string };
