/**
 * Every failure of the program, in words.
 *
 * @module
 */
import { type Failure, failureOf, type UnexpectedFailure } from "../../../protocol/errors.ts";
import { type Sentence, type Sentences, tellWith } from "../../../protocol/format/tell.ts";
import { CHAIN } from "./chain.ts";
import { DATASET } from "./dataset.ts";
import { DEMO } from "./demo.ts";
import { EVALUATION } from "./evaluation.ts";
import { FILES } from "./files.ts";
import { IPFS } from "./ipfs.ts";
import { JOURNAL } from "./journal.ts";
import { MODEL } from "./model.ts";
import { ORGANIZER } from "./organizer.ts";
import { DATA, SPEC } from "./protocol.ts";
import { DUTIES, PARTICIPANT, TRANSACTIONS } from "./transactions.ts";
import { WALLET } from "./wallet.ts";

const UNEXPECTED: Sentences<UnexpectedFailure> = {
  "internal/unexpected": ({ reason }) => [
    `Unexpected failure: ${reason}`,
    "Please report it with the command that shows it; DEML_DEBUG=1 prints the stack",
  ],
};

/** Every table, by kind. */
export const TABLES = {
  ...CHAIN,
  ...DATA,
  ...DATASET,
  ...DEMO,
  ...DUTIES,
  ...EVALUATION,
  ...FILES,
  ...IPFS,
  ...JOURNAL,
  ...MODEL,
  ...ORGANIZER,
  ...PARTICIPANT,
  ...SPEC,
  ...TRANSACTIONS,
  ...UNEXPECTED,
  ...WALLET,
};

/** What is wrong and what to do, for anything that was thrown. */
export function tell(error: unknown): Sentence {
  return tellFailure(failureOf(error));
}

/** The same for a failure as data. */
export function tellFailure(failure: Failure): Sentence {
  return tellWith(TABLES, failure);
}

/** A log message followed by the failure; without a message, the failure alone. */
export function withFailure(message: string, failure: Failure | undefined): string {
  if (failure === undefined) return message;
  const { message: what, remedy } = tellFailure(failure);
  return [message, `${what}. ${remedy}`].filter((part) => part !== "").join(": ");
}
