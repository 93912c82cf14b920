/**
 * Waits for the block that has a transaction.
 *
 * @module
 */
import { type DemlError, told } from "../../../protocol/errors.ts";
import { FAILED } from "../words/transaction_words.ts";
import type { Transactions } from "./store.ts";
import type { MinedTransaction, Tracked } from "./tracked.ts";

/**
 * Waits until a block has a transaction, however long that takes.
 *
 * @throws DemlError `chain` if something else has become of it
 */
export function minedOf(store: Transactions, { id, purpose }: Tracked): Promise<MinedTransaction> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const now = store.find(id);
      if (now === undefined) return;
      const { stage, hash } = now;
      if (hash !== undefined && (stage === "mined" || stage === "confirmed")) {
        return end(() => resolve({ ...now, hash }));
      }
      const what = FAILED[stage];
      if (what !== undefined) end(() => reject(lost(now, what)));
    };
    const stop = store.subscribe(look);
    const end = (then: () => void) => {
      stop();
      then();
    };
    look();
  });

  function lost({ hash }: Tracked, what: string): DemlError {
    return told(
      "chain",
      `The transaction to ${purpose} did not go through: ${what}`,
      "Check the current state and try again",
      { details: { hash } },
    );
  }
}
