/**
 * The contract against the reference model: the same random histories for both, compared after
 * every step. A mismatch prints the seed, the step and what led to it.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { ACTORS } from "./actors.ts";
import { expectations } from "./compare.ts";
import { compareBooks } from "./compare_books.ts";
import { compareEvents } from "./compare_events.ts";
import { creditors, exitOf, sendHome } from "./exits.ts";
import { owedTo } from "./money.ts";
import { ENOUGH, nextMove } from "./moves.ts";
import type { Move } from "./move.ts";
import { newFund, newTerms } from "./new_terms.ts";
import { nextTime } from "./next_time.ts";
import { comparePage } from "./page.ts";
import { idsOf, makeMove, openPlay, type Play, startHistory } from "./play.ts";
import { rebuild } from "./rebuild.ts";
import { type Statistics, tell, tellAll } from "./statistics.ts";

/** Together more than 3,000 steps, in which every call is taken and every state is reached. */
const ENOUGH_HISTORIES = 6;
const HISTORIES = Number(Deno.env.get("DEML_HISTORIES") ?? ENOUGH_HISTORIES);
const FIRST_SEED = Number(Deno.env.get("DEML_SEED") ?? 1);
const STEPS = 600;

Deno.test("the contract does what the reference model does, call by call", async () => {
  const play = await openPlay();
  const reached: Statistics = new Map();
  let steps = 0;
  try {
    for (let seed = FIRST_SEED; seed < FIRST_SEED + HISTORIES; seed++) {
      startHistory(play, seed);
      await playHistory(play);
      steps += play.step;
      for (const id of idsOf(play)) tell(reached, play.world.competitions[id - 1]!);
    }
  } finally {
    await play.chain.close();
    if (Deno.env.get("DEML_OUTCOMES")) console.log(tellAll(steps, reached, play.outcomes));
  }
  if (HISTORIES < ENOUGH_HISTORIES) return;
  // Histories that get nowhere compare nothing.
  const names = new Set([...play.outcomes.keys()].map((outcome) => outcome.split(" ")[0]!));
  const never = [...names].filter((name) => !play.outcomes.has(`${name} done`));
  assertEquals(never, [], "calls that were never taken");
  const missing = [...reached].filter(([, times]) => times === 0).map(([state]) => state);
  assertEquals(missing, [], "states that were never reached");
});

async function playHistory(play: Play): Promise<void> {
  const { world, random } = play;
  const firstBlock = play.block + 1;
  for (let i = 0; i < ENOUGH; i++) {
    play.now++;
    const terms = newTerms(world, random, play.now);
    const value = newFund(terms, random);
    const sender = random.pick(ACTORS);
    await makeMove(play, { sender, call: { name: "createCompetition", terms, value } });
  }
  while (play.step < STEPS) {
    play.now = nextTime(world, idsOf(play), random, play.now);
    await makeMove(play, nextMove(world, idsOf(play), random, ACTORS, play.now));
  }
  await compareRebuilt(play, firstBlock, false);
  await drain(play);
  await compareRebuilt(play, firstBlock, true);
}

/** What the logs say about this history's competitions, against the views. */
async function compareRebuilt(play: Play, firstBlock: number, drained: boolean): Promise<void> {
  const { chain, world, now, seed } = play;
  const events = await chain.events(firstBlock);
  for (const id of idsOf(play)) {
    const competition = world.competitions[id - 1]!;
    compareEvents(events, competition, `seed ${seed}, competition ${id}`);
    compareBooks(events, competition, `seed ${seed}, competition ${id}`);
    comparePage(events, competition, drained, `seed ${seed}, competition ${id}`);
  }
  const rebuilt = rebuild(events);
  assertEquals([...rebuilt.keys()], idsOf(play));
  for (const [id, { models }] of rebuilt) {
    // No view knows names.
    assertEquals(
      models.map(({ name }) => name),
      world.competitions[id - 1]!.models.map(({ name }) => name),
      `seed ${seed}, competition ${id}: names`,
    );
  }
  const expected = [...rebuilt.values()].flatMap((competition) => expectations(competition, now));
  const { answers } = await chain.look(expected, []);
  expected.forEach(({ view, args, answer }, i) => {
    const what = `seed ${seed}, by the logs: ${view}(${args.join(", ")})`;
    // A seat's commitment is in calldata, and not in any event.
    const [shown, told] = [answers[i], answer].map((seats) =>
      view === "seatsOf"
        ? (seats as Record<string, unknown>[]).map(({ commitment: _, ...seat }) => seat)
        : seats
    );
    assertEquals(shown, told, what);
  });
}

/** Moves past every deadline, takes everything out, and expects an empty contract. */
async function drain(play: Play): Promise<void> {
  const { world, random } = play;
  // Calls replace the competitions when they are refused, so they are looked up each time.
  const at = (id: number) => world.competitions[id - 1]!;
  const move = async (sender: Move["sender"], call: Move["call"], now = play.now + 1) => {
    play.now = Math.max(play.now + 1, now);
    const reason = await makeMove(play, { sender, call });
    assertEquals(reason, undefined, `seed ${play.seed}: ${call.name}`);
  };
  for (const id of idsOf(play)) {
    for (let exit; (exit = exitOf(at(id), play.now + 1, random)) !== undefined;) {
      await move(random.pick(ACTORS), exit.call, exit.at);
    }
    await move(ACTORS[0]!, sendHome(at(id)));
    for (const actor of creditors(at(id), ACTORS)) {
      await move(actor, { name: "withdraw", id, to: actor });
    }
    const stuck = owedTo(at(id), world.contract);
    assertEquals(at(id).held, stuck, `seed ${play.seed}: competition ${id} still holds`);
  }
  // What is left is owed to the one account that refuses it: the contract itself, enrolled by a
  // joker.
  const stuck = world.competitions.reduce((sum, c) => sum + owedTo(c, world.contract), 0n);
  const { balances: [left] } = await play.chain.look([], [play.chain.contract]);
  assertEquals(left, stuck, `seed ${play.seed}: the contract still holds`);
}
