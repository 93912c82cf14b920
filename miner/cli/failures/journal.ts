/**
 * Failures of the journal, in words.
 *
 * @module
 */
import type { Holder, JournalFailure, PortableFault } from "../../journal/failures.ts";
import type { Sentences } from "../../../protocol/format/tell.ts";

/** The process that uses a journal, as a sentence names it. */
export function showHolder(holder: Holder | undefined): string {
  // It has locked the journal, and not written its name yet.
  if (holder === undefined) return "another process has just started";
  return `process ${holder.pid}, since ${holder.since.slice(0, 19)}Z`;
}

function showFault(found: PortableFault): string {
  switch (found.fault) {
    case "not-json":
      return "it is not JSON, or it was cut off";
    case "version":
      return `its version is ${found.found}, and this program reads up to ${found.most}`;
    case "schema":
      return `${found.path || "the file"}: ${found.because}`;
    case "opening":
      return `the opening of ${found.seat} does not hash to its commitment`;
    case "foreign-key":
      return `${found.key} does not belong to its account ${found.account}`;
    case "foreign-transaction":
      return `the transaction ${found.hash} does not belong to its account ${found.account}`;
  }
}

const SPACE = "Check the folder's permissions and free space";

export const JOURNAL: Sentences<JournalFailure> = {
  "journal/in-use": ({ address, chainId, holder }) => [
    `${address} is already in use on chain ${chainId}: ${showHolder(holder)}`,
    "Stop that one first, or give this one its own key: two programs with one key lose stakes",
  ],
  "journal/cannot-lock": ({ path, reason }) => [
    `Cannot lock the journal with ${path}: ${reason}`,
    `${SPACE}, or name one on another disk with --home: verdicts of a lost journal are judged again`,
  ],
  "journal/cannot-open": ({ path, reason }) => [
    `Cannot open the journal ${path}: ${reason}`,
    `${SPACE}; never delete a journal with open rounds`,
  ],
  "journal/other-commitment": ({ competition, round }) => [
    `Round ${round} of competition ${competition} already has another commitment`,
    "Run one miner per key and journal",
  ],
  "journal/cannot-record": ({ what, reason }) => [
    `Cannot record ${what}: ${reason}`,
    "Free space on the journal's disk; what is already recorded is still revealed",
  ],
  "journal/not-portable": ({ fault }) => [
    `This journal cannot be imported: ${showFault(fault)}`,
    "Export it again with `deml journal export`; nothing was changed",
  ],
};
