/**
 * Failures of transactions, of what miners and participants do with them, in words.
 *
 * @module
 */
import type { DutyFailure } from "../../duties/failures.ts";
import type { ParticipantFailure } from "../../participant/failures.ts";
import type { TransactionFailure } from "../../transactions/failures.ts";
import { showEther } from "../../../protocol/format/format.ts";
import type { Sentences } from "../../../protocol/format/tell.ts";

const SEND_ETHER = "Send it ether on this chain and try again";

export const TRANSACTIONS: Sentences<TransactionFailure> = {
  "journal/transaction-not-recorded": ({ purpose, reason }) => [
    `Cannot record the transaction to ${purpose}: ${reason}`,
    "Free space on the journal's disk; nothing was sent",
  ],
  "funds/base-fee": ({ purpose, baseFee, maxFee }) => [
    `The base fee is ${baseFee} wei per gas, more than the ${maxFee} that this miner pays to ${purpose}`,
    "Wait until it falls, or raise --max-fee",
  ],
  "funds/too-little": ({ purpose, balance, needed }) => [
    `The account has ${showEther(balance)} and needs ${showEther(needed)} to ${purpose}`,
    SEND_ETHER,
  ],
  "funds/cannot-pay": ({ purpose, account = "The account", reason }) => [
    `${account} cannot afford to ${purpose}: ${reason}`,
    SEND_ETHER,
  ],
  "chain/transaction-refused": ({ purpose, reason }) => [
    `The node refuses the transaction to ${purpose}: ${reason}`,
    "Check --rpc and the key's account",
  ],
  "chain/displaced": ({ purpose }) => [
    `Another transaction of this account replaced the one to ${purpose}`,
    "Run one program per key, and try again",
  ],
  "revert/mined": ({ purpose }) => [
    `The transaction to ${purpose} was mined and reverted`,
    "Somebody was faster, or the phase ended; check `deml status`",
  ],
};

export const DUTIES: Sentences<DutyFailure> = {
  "evaluator/too-slow": () => [
    "The commit window was nearly over before the round was judged",
    "Raise --jobs, or mine competitions that this machine is fast enough for",
  ],
  "journal/other-row": ({ what }) => [
    `What this miner finds in ${what} differs from what it committed to`,
    "Start it with the journal that made the commitment, or the stake is lost when the reveals close",
  ],
  "data/test-set-closed": ({ because }) => [
    because === "no-key"
      ? "The test set is sealed: its key is not on the chain"
      : `The test set is sealed: the key on the chain does not open its ${because}`,
    "There is nothing to do: round zero finds it bad, and buy-ins are refunded",
  ],
  "chain/key-missing": ({ model }) => [
    `The node lacks the event with the key of model ${model}, which is open in the contract`,
    "Use a node that has the logs since submissionEnd",
  ],
};

export const PARTICIPANT: Sentences<ParticipantFailure> = {
  "chain/no-such-model": ({ competition, digest, author }) => [
    `Competition ${competition} has no model ${digest.slice(0, 18)}… by ${author}`,
    "Check --competition, and that the sealed bytes were submitted unchanged",
  ],
  "chain/model-incomplete": ({ model, published, size }) => [
    `Model ${model} has ${published} of its ${size} bytes on chain`,
    "Only a whole model can be opened; parts are taken until round zero has judged the test set",
  ],
};
