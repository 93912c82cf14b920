/**
 * Every state of a competition, a round, a model and a deposit has an exit that anybody can take.
 *
 * Random histories reach the states of the diagrams. From each of them, on a copy of the chain, a
 * stranger alone moves the competition past all deadlines to its end, while others may try to keep it
 * from ending; then everybody takes what is their own, and the contract holds nothing for it.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { ACTORS, STRANGER } from "./actors.ts";
import { liveRound } from "./bench.ts";
import { exitOf, sendHome } from "./exits.ts";
import { owedTo } from "./money.ts";
import { ENOUGH, nextMove } from "./moves.ts";
import type { Move } from "./move.ts";
import { newFund, newTerms } from "./new_terms.ts";
import { nextTime } from "./next_time.ts";
import { obstruct, type Obstruction, OBSTRUCTIONS } from "./obstruct.ts";
import { type Place, PLACES, placesOf } from "./places.ts";
import { idsOf, look, makeMove, openPlay, type Play, startHistory } from "./play.ts";

const FIRST_SEED = Number(Deno.env.get("DEML_SEED") ?? 101);
const STEPS = 400;
/** Histories after which every place was reached, with room */
const MOST_HISTORIES = 30;
/** Calls that bring any competition of these histories to its end, whoever obstructs */
const MOST_CALLS = 150;

Deno.test("every state has an exit that anybody can take", async () => {
  // The differential test compares every step of histories like these.
  const play: Play = { ...await openPlay(), looks: 20 };
  const left = new Map<Place, number>(PLACES.map((place) => [place, 0]));
  let walks = 0;
  try {
    for (let seed = FIRST_SEED; seed < FIRST_SEED + MOST_HISTORIES; seed++) {
      if ([...left.values()].every((times) => times > 0)) break;
      startHistory(play, seed);
      await found(play);
      while (play.step < STEPS) {
        play.now = nextTime(play.world, idsOf(play), play.random, play.now);
        await makeMove(play, nextMove(play.world, idsOf(play), play.random, ACTORS, play.now));
        for (const id of idsOf(play)) {
          const places = placesOf(play.world.competitions[id - 1]!, play.now);
          if (![...places].some((place) => left.get(place) === 0)) continue;
          const way = OBSTRUCTIONS[walks % OBSTRUCTIONS.length]!;
          await onACopy(play, () => walkOut(play, id, way));
          if (way !== "nothing") await onACopy(play, () => walkOut(play, id, "nothing"));
          await onACopy(play, () => goHome(play, id));
          for (const place of places) left.set(place, left.get(place)! + 1);
          walks++;
        }
      }
    }
  } finally {
    await play.chain.close();
    if (Deno.env.get("DEML_OUTCOMES")) console.log(walks, left);
  }
  const never = [...left].filter(([, times]) => times === 0).map(([place]) => place);
  assertEquals(never, [], "places that were never reached");
});

async function found(play: Play): Promise<void> {
  const { world, random } = play;
  for (let i = 0; i < ENOUGH; i++) {
    play.now++;
    const terms = newTerms(world, random, play.now);
    const value = newFund(terms, random);
    const sender = random.pick(ACTORS);
    await makeMove(play, { sender, call: { name: "createCompetition", terms, value } });
  }
}

/** Does something, and takes it back on both sides. */
async function onACopy(play: Play, act: () => Promise<void>): Promise<void> {
  const snapshot = await play.chain.snapshot();
  const { now, block, step } = play;
  const kept = structuredClone(play.world.competitions);
  const balances = new Map(play.balances);
  const log = [...play.log];
  await act();
  await play.chain.restore(snapshot);
  play.world.competitions.splice(0, Infinity, ...kept);
  Object.assign(play, { now, block, step, balances, log });
}

/** A call that has to be taken. */
async function must(play: Play, move: Move, at = 0): Promise<void> {
  play.now = Math.max(play.now + 1, at);
  const reason = await makeMove(play, move);
  const what = `seed ${play.seed}, step ${play.step}: ${move.call.name}\n${play.log.join("\n")}`;
  assertEquals(reason, undefined, what);
}

/** A stranger brings a competition to its end, and everybody has what is theirs. */
async function walkOut(play: Play, id: number, way: Obstruction): Promise<void> {
  const { world, random } = play;
  const at = () => world.competitions[id - 1]!;
  const last = () => Math.max(at().terms.evaluationEnd, ...at().rounds.map((r) => r.openedAt));
  // Past every deadline that stands in the terms.
  if (way !== "nothing") play.now = Math.max(play.now, last());
  let calls = 0;
  for (let exit; (exit = exitOf(at(), play.now + 1, random)) !== undefined; calls++) {
    assert(calls < MOST_CALLS, `seed ${play.seed}: competition ${id} does not end by ${way}`);
    const hostile = obstruct(world, at(), way, play.now + 1);
    if (hostile !== undefined) {
      await must(play, hostile);
      continue;
    }
    await must(play, { sender: STRANGER, call: exit.call }, exit.at);
  }
  await must(play, { sender: STRANGER, call: sendHome(at()) });
  assertEquals([...at().miners.values()].filter((miner) => miner.depositedAt !== undefined), []);
  for (const actor of ACTORS) {
    if (owedTo(at(), actor) === 0n) continue;
    await must(play, { sender: actor, call: { name: "withdraw", id, to: actor } });
  }
  await look(play, STRANGER, id);
  // The contract itself refuses its ether: what a joker deposited for it stays.
  assertEquals(at().held, owedTo(at(), world.contract), `competition ${id} still holds`);
}

/** Without waiting for the competition's end: a stranger ends the round, and every miner leaves. */
async function goHome(play: Play, id: number): Promise<void> {
  const { world, random } = play;
  const at = () => world.competitions[id - 1]!;
  const { commitWindow, revealWindow } = at().terms;
  const seated = [...at().miners.values()].some((miner) => liveRound(at(), miner) !== undefined);
  if (seated) {
    const exit = exitOf(at(), play.now + 1, random)!;
    const latest = at().rounds.at(-1)!.openedAt + commitWindow + revealWindow;
    assert(exit.at <= Math.max(latest, play.now + 1), "no deposit is locked for longer");
    await must(play, { sender: STRANGER, call: exit.call }, exit.at);
  }
  for (const [actor, { depositedAt }] of [...at().miners]) {
    if (depositedAt === undefined || actor === world.contract) continue;
    await must(play, { sender: actor, call: { name: "claim", id, to: actor } });
  }
}
