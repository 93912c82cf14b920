/**
 * What can go wrong with the journal.
 *
 * @module
 */
/** The process that holds a journal's lock. */
export interface Holder {
  pid: number;
  /** ISO 8601 */
  since: string;
}

/** What is wrong with a portable journal. */
export type PortableFault =
  | { fault: "not-json" }
  | { fault: "version"; found: string; most: number }
  /** The schema rejects it at `path` */
  | { fault: "schema"; path: string; because: string }
  /** An opening that does not hash to its commitment */
  | { fault: "opening"; seat: string }
  | { fault: "foreign-key"; key: string; account: string }
  | { fault: "foreign-transaction"; hash: string; account: string };

/** How the journal can fail. */
export type JournalFailure =
  /** Another process holds its lock; `holder` is absent while it has just started */
  | { kind: "journal/in-use"; address: string; chainId: number; holder?: Holder; lock: string }
  | { kind: "journal/cannot-lock"; path: string; reason: string }
  | { kind: "journal/cannot-open"; path: string; reason: string }
  | { kind: "journal/other-commitment"; competition: bigint; round: number }
  | { kind: "journal/cannot-record"; what: string; reason: string }
  | { kind: "journal/not-portable"; fault: PortableFault };
