/**
 * What can prevent a duty.
 *
 * @module
 */

export type DutyFailure =
  /** The commit window was nearly over before the round was judged */
  | { kind: "evaluator/too-slow" }
  /** The miner's verdicts differ from what it committed to, and its journal is lost */
  | { kind: "journal/other-row"; what: string }
  /** The key on the chain is missing, or does not open the test set's data or labels */
  | { kind: "data/test-set-closed"; because: "no-key" | "data" | "labels" }
  /** The node withholds the event with a model's key */
  | { kind: "chain/key-missing"; model: number };
