/**
 * A history that is played on both sides, the contract and the reference model, and compared.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { type Address, getAddress } from "viem";
import { ACTORS, STRANGER } from "./actors.ts";
import { type Chain, openChain, type Outcome, PURSE } from "./chain.ts";
import { compareSight } from "./compare.ts";
import type { Move } from "./move.ts";
import { apply, emptyWorld } from "./protocol.ts";
import { type Random, seeded } from "./random.ts";
import { Refusal } from "./refusal.ts";
import { type Moment, NOBODY, type Payment, type World } from "./state.ts";

/** Every so many steps, all competitions are compared instead of the one that was called. */
const LOOK_AROUND = 25;
/** How many steps a failure shows. */
const SHOWN = 10;

export interface Play {
  chain: Chain;
  world: World;
  random: Random;
  seed: number;
  step: number;
  now: number;
  block: number;
  /** In wei: of the players, and of nobody */
  balances: Map<Address, bigint>;
  log: string[];
  /** How often each call came to what, over all histories */
  outcomes: Map<string, number>;
  /** The first competition of this history */
  first: number;
  /** Every so many steps, views and balances are compared; outcomes always are */
  looks: number;
}

/** A chain with the contract on it, and a world that is as empty. */
export async function openPlay(): Promise<Play> {
  const everybody = [...ACTORS, STRANGER];
  const chain = await openChain(everybody);
  const { number, time } = await chain.block();
  return {
    chain,
    world: emptyWorld(chain.chainId, getAddress(chain.contract)),
    random: seeded(0),
    seed: 0,
    step: 0,
    now: time,
    block: number,
    balances: new Map([...everybody.map((actor): [Address, bigint] => [actor, PURSE]), [
      NOBODY,
      0n,
    ]]),
    log: [],
    outcomes: new Map(),
    first: 1,
    looks: 1,
  };
}

/** Begins another history on the same chain. */
export function startHistory(play: Play, seed: number): void {
  const first = play.world.competitions.length + 1;
  Object.assign(play, { seed, random: seeded(seed), step: 0, log: [], first });
}

/** Numbers of this history's competitions. */
export function idsOf({ world, first }: Play): number[] {
  return world.competitions.slice(first - 1).map(({ id }) => id);
}

/**
 * Makes a move on both sides and compares everything that can be seen of it.
 *
 * @returns The error that refused it, if one did
 */
export async function makeMove(play: Play, { sender, call }: Move): Promise<string | undefined> {
  const { chain, world, now } = play;
  play.step++;
  const block = ++play.block;
  const moment: Moment = { now, block };
  const expected: Outcome = { details: [] };
  let payments: Payment[] = [];
  // A refused call may leave half of its work behind in the one competition that it names.
  const named = "id" in call ? call.id : 0;
  const before = structuredClone(world.competitions[named - 1]);
  try {
    payments = apply(world, moment, sender, call);
    const value = "value" in call ? call.value : 0n;
    play.balances.set(sender, play.balances.get(sender)! - value);
    for (const { to, amount } of payments) {
      play.balances.set(to, play.balances.get(to)! + amount);
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw explain(play, error);
    if (before !== undefined) world.competitions[named - 1] = before;
    Object.assign(expected, { reason: error.reason, details: error.details });
  }
  const outcome = `${call.name} ${expected.reason ?? "done"}`;
  play.outcomes.set(outcome, (play.outcomes.get(outcome) ?? 0) + 1);
  play.log.push(`${play.step} at ${now} by ${sender}: ${show(call)}: ${expected.reason ?? "done"}`);
  try {
    const found = await chain.send(sender, call, now);
    assertEquals(
      [found.reason, ...found.details.map(String)],
      [expected.reason, ...expected.details.map(String)],
    );
  } catch (error) {
    throw explain(play, error);
  }
  if (play.step % play.looks === 0) await look(play, sender, named || world.competitions.length);
  return expected.reason;
}

/** Compares everything that can be seen of one competition, and now and then of all. */
export async function look(play: Play, sender: Address, id: number): Promise<void> {
  const { chain, world, now, block, balances, random } = play;
  const all = play.step % LOOK_AROUND === 0;
  const looked = world.competitions.slice(play.first - 1).filter((c) => all || c.id === id);
  try {
    await compareSight(chain, world, { now, block }, looked, balances, sender, random);
  } catch (error) {
    throw explain(play, error);
  }
}

function explain({ seed, step, log }: Play, error: unknown): Error {
  const told = error instanceof Error ? error.message : String(error);
  return new Error(`seed ${seed}, step ${step}: ${told}\n${log.slice(-SHOWN).join("\n")}`, {
    cause: error,
  });
}

function show(value: unknown): string {
  const text = JSON.stringify(value, (_, part) => typeof part === "bigint" ? `${part}n` : part);
  return text.length > 1_500 ? `${text.slice(0, 1_500)}…` : text;
}
