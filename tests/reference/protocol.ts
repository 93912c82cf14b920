/**
 * A second, independent implementation of the contract's protocol, from docs/PROTOCOL.md: plain
 * objects and straightforward code, that loops where the contract must not. Every call either
 * throws a Refusal, named like the contract's error, or changes the state.
 *
 * @module
 */
import type { Address, Hex } from "viem";
import { claim, claimFor, enrol, enrolFor } from "./bench.ts";
import { finalize, withdraw } from "./ending.ts";
import {
  addPart,
  claimScore,
  createCompetition,
  nameModel,
  register,
  reserve,
  type Submission,
  submitModel,
} from "./entries.ts";
import { type CommitBatch, commitFor } from "./for_others.ts";
import { cancel, openModel, openTestSet } from "./opening.ts";
import { commit, expireRound, failRound, type Opening, openRound, reveal } from "./rounds.ts";
import { settle, type Settlement } from "./settle.ts";
import type { Moment, Payment, Terms, World } from "./state.ts";

/** A call of the contract, its arguments as plain data. */
export type Call =
  | { name: "createCompetition"; terms: Terms; value: bigint }
  | { name: "register"; id: number; termsHash: Hex; reservation: Hex; value: bigint }
  | { name: "reserve"; id: number; reservation: Hex }
  | { name: "enrol"; id: number; termsHash: Hex; value: bigint }
  | { name: "enrolFor"; id: number; termsHash: Hex; miners: Address[]; value: bigint }
  | { name: "submitModel"; id: number } & Submission
  | { name: "addPart"; id: number; model: number; offset: number; part: Hex }
  | { name: "nameModel"; id: number; model: number; word: Hex }
  | { name: "claimScore"; id: number; model: number; word: Hex; value: bigint }
  | { name: "openTestSet"; id: number; key: Hex }
  | { name: "openModel"; id: number; model: number; key: Hex }
  | { name: "cancel" | "openRound" | "finalize"; id: number }
  | { name: "commit"; id: number; round: number; commitment: Hex }
  | { name: "commitFor"; id: number; round: number; batch: CommitBatch }
  | { name: "reveal"; id: number; round: number; opening: Opening }
  | { name: "settle"; id: number; round: number; settlement: Settlement }
  | { name: "expireRound" | "failRound"; id: number; round: number }
  | { name: "claim" | "withdraw"; id: number; to: Address }
  | { name: "claimFor"; id: number; miners: Address[] };

export function emptyWorld(chainId: number, contract: Address): World {
  return { chainId, contract, competitions: [] };
}

/**
 * Makes a call.
 *
 * @returns What the contract pays in it
 * @throws Refusal; discard the changes made by then
 */
export function apply(world: World, moment: Moment, sender: Address, call: Call): Payment[] {
  switch (call.name) {
    case "createCompetition":
      createCompetition(world, moment, sender, call.terms, call.value);
      return [];
    case "register":
      register(world, moment, sender, call.id, call);
      return [];
    case "reserve":
      reserve(world, moment, sender, call.id, call.reservation);
      return [];
    case "submitModel":
      submitModel(world, moment, sender, call.id, call);
      return [];
    case "addPart":
      addPart(world, moment, sender, call.id, call);
      return [];
    case "nameModel":
      nameModel(world, moment, sender, call.id, call);
      return [];
    case "claimScore":
      claimScore(world, moment, sender, call.id, call);
      return [];
    case "openTestSet":
      openTestSet(world, moment, call.id, call.key);
      return [];
    case "openModel":
      openModel(world, moment, call.id, call.model, call.key);
      return [];
    case "cancel":
      return cancel(world, moment, call.id);
    case "enrol":
      enrol(world, moment, sender, call.id, call.termsHash, call.value);
      return [];
    case "enrolFor":
      enrolFor(world, moment, call.id, call.termsHash, call.miners, call.value);
      return [];
    case "openRound":
      openRound(world, moment, call.id);
      return [];
    case "commit":
      commit(world, moment, sender, call.id, call.round, call.commitment);
      return [];
    case "commitFor":
      commitFor(world, moment, call.id, call.round, call.batch);
      return [];
    case "reveal":
      reveal(world, moment, call.id, call.round, call.opening);
      return [];
    case "settle":
      return settle(world, moment, call.id, call.round, call.settlement);
    case "expireRound":
      expireRound(world, moment, call.id, call.round);
      return [];
    case "failRound":
      return failRound(world, moment, call.id, call.round);
    case "finalize":
      return finalize(world, moment, call.id);
    case "claim":
      return claim(world, sender, call.id, call.to);
    case "claimFor":
      return claimFor(world, call.id, call.miners);
    case "withdraw":
      return withdraw(world, sender, call.id, call.to);
  }
}
