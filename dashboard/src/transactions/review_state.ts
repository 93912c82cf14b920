/**
 * Where a review stands: nobody connected, tried out, asked of the wallet, sent. From the moment
 * that the wallet is asked, who signs what at which cost no longer changes. Pure.
 *
 * @module
 */
import type { Address } from "viem";
import type { Call, Estimate } from "./call.ts";

/** What the wallet was asked. */
export interface Question {
  account: Address;
  call: Call;
  cost: Estimate;
}

/** Where a review stands. */
export type ReviewState =
  /** No account on the right chain */
  | { at: "idle" }
  /** Its cost is found out, again with every block */
  | { at: "trial"; account: Address; declined?: unknown }
  /** The wallet has the question */
  | { at: "asked"; question: Question; changed?: { to: Address | undefined } }
  /** The wallet has signed */
  | { at: "sent"; question: Question };

/** What happens to a review. */
export type ReviewEvent =
  /** The wallet shows this account, or none that could sign */
  | { type: "wallet"; account: Address | undefined }
  | { type: "ask"; question: Question }
  /** The wallet answered with an error */
  | { type: "declined"; error: unknown }
  | { type: "signed" };

/** Before the wallet has said anything. */
export const IDLE: ReviewState = { at: "idle" };

/** The next state. */
export function review(state: ReviewState, event: ReviewEvent): ReviewState {
  switch (event.type) {
    case "wallet":
      return onWallet(state, event.account);
    case "ask": {
      const { question } = event;
      // What was tried for one account is not asked of another.
      if (state.at !== "trial" || !same(state.account, question.account)) return state;
      return { at: "asked", question };
    }
    case "declined": {
      if (state.at !== "asked") return state;
      const account = state.changed ? state.changed.to : state.question.account;
      return account === undefined ? IDLE : { at: "trial", account, declined: event.error };
    }
    case "signed":
      return state.at === "asked" ? { at: "sent", question: state.question } : state;
  }
}

function onWallet(state: ReviewState, account: Address | undefined): ReviewState {
  switch (state.at) {
    case "sent":
      return state;
    case "asked":
      return same(account, state.question.account)
        ? { at: "asked", question: state.question }
        : { ...state, changed: { to: account } };
    case "trial":
      if (same(account, state.account)) return state;
      return account === undefined ? IDLE : { at: "trial", account };
    case "idle":
      return account === undefined ? state : { at: "trial", account };
  }
}

function same(one: Address | undefined, other: Address): boolean {
  return one?.toLowerCase() === other.toLowerCase();
}
