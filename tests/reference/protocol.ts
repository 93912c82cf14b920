/**
 * A second, independent writing of the contract's protocol, from docs/PROTOCOL.md: plain objects and
 * straightforward code, that loops where the contract must not. Every call either throws a Refusal,
 * named like the contract's error, or changes the state.
 *
 * @module
 */
import type { Address, Hex } from "viem";
import { claim, claimFor, finalize, withdraw } from "./ending.ts";
import {
  addPart,
  cancel,
  createCompetition,
  openModel,
  openTestSet,
  register,
  type Submission,
  submitModel,
} from "./entries.ts";
import { type CommitBatch, commitFor, enrolFor } from "./for_others.ts";
import { captureSeed, commit, enrol, type Opening, openRound, reveal } from "./rounds.ts";
import { settle, type Settlement } from "./settle.ts";
import type { Moment, Payment, Terms, World } from "./state.ts";

/** A call of the contract, its arguments as plain data. */
export type Call =
  | { name: "createCompetition"; terms: Terms; value: bigint }
  | { name: "register" | "enrol"; id: number; value: bigint }
  | { name: "enrolFor"; id: number; miners: Address[]; value: bigint }
  | { name: "submitModel"; id: number } & Submission
  | { name: "addPart"; id: number; model: number; offset: number; part: Hex }
  | { name: "openTestSet"; id: number; key: Hex }
  | { name: "openModel"; id: number; model: number; key: Hex }
  | { name: "cancel" | "openRound" | "finalize"; id: number }
  | { name: "captureSeed"; id: number; round: number }
  | { name: "commit"; id: number; round: number; commitment: Hex }
  | { name: "commitFor"; id: number; round: number; batch: CommitBatch }
  | { name: "reveal"; id: number; round: number; opening: Opening }
  | { name: "settle"; id: number; round: number; settlement: Settlement }
  | { name: "claim" | "withdraw"; id: number; to: Address }
  | { name: "claimFor"; id: number; miners: Address[] };

export function emptyWorld(chainId: number, contract: Address): World {
  return { chainId, contract, competitions: [] };
}

/**
 * Makes a call.
 *
 * @returns What the contract pays in it
 * @throws Refusal, with nothing changed
 */
export function apply(world: World, moment: Moment, sender: Address, call: Call): Payment[] {
  switch (call.name) {
    case "createCompetition":
      createCompetition(world, moment, sender, call.terms, call.value);
      return [];
    case "register":
      register(world, moment, sender, call.id, call.value);
      return [];
    case "submitModel":
      submitModel(world, moment, sender, call.id, call);
      return [];
    case "addPart":
      addPart(world, moment, sender, call.id, call);
      return [];
    case "openTestSet":
      openTestSet(world, moment, call.id, call.key);
      return [];
    case "openModel":
      openModel(world, moment, call.id, call.model, call.key);
      return [];
    case "cancel":
      cancel(world, moment, call.id);
      return [];
    case "enrol":
      enrol(world, moment, sender, call.id, call.value);
      return [];
    case "enrolFor":
      enrolFor(world, moment, call.id, call.miners, call.value);
      return [];
    case "openRound":
      openRound(world, moment, call.id);
      return [];
    case "captureSeed":
      captureSeed(world, moment, call.id, call.round);
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
      settle(world, moment, call.id, call.round, call.settlement);
      return [];
    case "finalize":
      finalize(world, moment, call.id);
      return [];
    case "claim":
      return claim(world, sender, call.id, call.to);
    case "claimFor":
      return claimFor(world, moment, call.id, call.miners);
    case "withdraw":
      return withdraw(world, sender, call.id, call.to);
  }
}
