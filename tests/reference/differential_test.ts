/**
 * The contract against the reference model: the same random histories for both, compared after
 * every step. A mismatch prints the seed, the step and what led to it.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { type Address, getAddress, type Hex } from "viem";
import { ACTORS } from "./actors.ts";
import { type Chain, openChain, type Outcome, PURSE } from "./chain.ts";
import { compareSight, expectations } from "./compare.ts";
import { owedTo } from "./ending.ts";
import { ENOUGH, type Move, newTerms, nextMove } from "./moves.ts";
import { apply, emptyWorld } from "./protocol.ts";
import { comparePage } from "./page.ts";
import { rebuild } from "./rebuild.ts";
import { type Random, seeded } from "./random.ts";
import { settlementOf } from "./round_moves.ts";
import { commitsClosedAt } from "./rounds.ts";
import { isForgotten, type Moment, type Payment, Refusal, type World } from "./state.ts";

/** Together more than 2,500 steps, and every call is taken in them. */
const ENOUGH_HISTORIES = 6;
const HISTORIES = Number(Deno.env.get("DEML_HISTORIES") ?? ENOUGH_HISTORIES);
const FIRST_SEED = Number(Deno.env.get("DEML_SEED") ?? 1);
const STEPS = 400;
/** Every so many steps, all competitions are compared instead of the one that was called. */
const LOOK_AROUND = 25;
/** Blocks whose hash a contract can read. */
const READABLE = 256;
const SHOWN = 10;

interface Play {
  chain: Chain;
  world: World;
  random: Random;
  seed: number;
  step: number;
  now: number;
  block: number;
  hashes: Map<number, Hex>;
  balances: Map<Address, bigint>;
  log: string[];
  /** How often each call came to what, over all histories */
  outcomes: Map<string, number>;
}

Deno.test("the contract does what the reference model does, call by call", async () => {
  const chain = await openChain(ACTORS);
  const outcomes = new Map<string, number>();
  const world = emptyWorld(chain.chainId, getAddress(chain.contract));
  const balances = new Map(ACTORS.map((actor) => [actor, PURSE]));
  let steps = 0;
  try {
    for (let seed = FIRST_SEED; seed < FIRST_SEED + HISTORIES; seed++) {
      const { number, hash, time } = await chain.block();
      const play: Play = {
        chain,
        world,
        random: seeded(seed),
        seed,
        step: 0,
        now: time,
        block: number,
        hashes: new Map([[number, hash]]),
        balances,
        log: [],
        outcomes,
      };
      await playHistory(play);
      steps += play.step;
    }
  } finally {
    await chain.close();
  }
  // Histories that get nowhere compare nothing.
  const names = new Set([...outcomes.keys()].map((outcome) => outcome.split(" ")[0]!));
  const never = [...names].filter((name) => !outcomes.has(`${name} done`));
  if (HISTORIES >= ENOUGH_HISTORIES) assertEquals(never, [], "calls that were never taken");
  if (Deno.env.get("DEML_OUTCOMES")) {
    console.log(steps, Object.fromEntries([...outcomes].sort()));
  }
});

async function playHistory(play: Play): Promise<void> {
  const { world, random, chain } = play;
  const first = world.competitions.length + 1;
  const firstBlock = play.block + 1;
  for (let i = 0; i < ENOUGH; i++) {
    play.now++;
    const terms = newTerms(world, random, play.now);
    const value = BigInt(random.between(2_000, 2_000_000_000)) * 1_000_003n;
    const sender = random.pick(ACTORS);
    await makeMove(play, { sender, call: { name: "createCompetition", terms, value } }, first);
  }
  while (play.step < STEPS) {
    const ids = world.competitions.slice(first - 1).map(({ id }) => id);
    if (awaitsSeed(world, ids) && random.chance(4)) {
      await chain.mine(READABLE);
      const { number, time } = await chain.block();
      Object.assign(play, { block: number, now: time });
    }
    play.now = nextTime(play, ids);
    await makeMove(play, nextMove(world, ids, random, ACTORS, play.now), first);
  }
  await compareRebuilt(play, first, firstBlock, false);
  await drain(play, first);
  await compareRebuilt(play, first, firstBlock, true);
}

/** What the logs tell of this history's competitions, against the views. */
async function compareRebuilt(
  play: Play,
  first: number,
  firstBlock: number,
  drained: boolean,
): Promise<void> {
  const { chain, world, now } = play;
  const events = await chain.events(firstBlock);
  for (const competition of world.competitions.slice(first - 1)) {
    comparePage(events, competition, drained, `seed ${play.seed}, competition ${competition.id}`);
  }
  const rebuilt = rebuild(events);
  assertEquals(rebuilt.size, world.competitions.length - first + 1);
  const expected = [...rebuilt.values()].flatMap((competition) => expectations(competition, now));
  const { answers } = await chain.look(expected, []);
  expected.forEach(({ view, args, answer }, i) => {
    const what = `seed ${play.seed}, by the logs: ${view}(${args.join(", ")})`;
    assertEquals(answers[i], answer, what);
  });
}

/** Whether some round's draw still depends on a block that can go out of reach. */
function awaitsSeed(world: World, ids: number[]): boolean {
  return ids.some((id) => {
    const { rounds, terms } = world.competitions[id - 1]!;
    return rounds.some(({ status, seed, candidates }) =>
      status === "Running" && seed === undefined && candidates > terms.seats
    );
  });
}

/** Mostly the next second; now and then the very edge of a phase or of a window. */
function nextTime({ world, random, now }: Play, ids: number[]): number {
  if (random.chance(93)) return now + 1;
  if (random.chance(60)) return now + random.between(2, 8);
  const edges = ids.flatMap((id) => {
    const competition = world.competitions[id - 1]!;
    const { terms, rounds } = competition;
    return [
      terms.registrationEnd,
      terms.submissionEnd,
      terms.openingEnd,
      terms.evaluationEnd,
      ...rounds.flatMap((round) => {
        if (round.status !== "Running") return [];
        const windowEnd = round.openedAt + terms.commitWindow;
        const closed = commitsClosedAt(competition, round, now) ?? windowEnd;
        return [windowEnd, closed + terms.revealWindow, round.openedAt + terms.roundInterval];
      }),
    ];
  }).map((edge) => edge + random.between(-1, 1)).filter((edge) => edge > now && edge < now + 60);
  return edges.length > 0 ? random.pick(edges) : now + 1;
}

/** Makes a move on both sides and compares everything that can be seen of it. */
async function makeMove(play: Play, { sender, call }: Move, first: number): Promise<void> {
  const { chain, world, now, hashes, random } = play;
  play.step++;
  const block = ++play.block;
  const moment: Moment = {
    now,
    block,
    hashOf: (older) => block - older <= READABLE ? hashes.get(older) : undefined,
  };
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
    const all = play.step % LOOK_AROUND === 0;
    const id = named || world.competitions.length;
    const looked = world.competitions.slice(first - 1).filter((c) => all || c.id === id);
    const mined = await compareSight(
      chain,
      world,
      moment,
      looked,
      play.balances,
      sender,
      random,
    );
    hashes.set(block, mined.hash);
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
  return JSON.stringify(value, (_, part) => typeof part === "bigint" ? `${part}n` : part);
}

/** Moves past every deadline, takes everything out, and expects an empty contract. */
async function drain(play: Play, first: number): Promise<void> {
  const { world, random } = play;
  const ids = world.competitions.slice(first - 1).map(({ id }) => id);
  // Calls replace the competitions when they are refused, so they are looked up each time.
  const at = (id: number) => world.competitions[id - 1]!;
  const move = async (sender: Address, call: Move["call"]) => {
    play.now++;
    await makeMove(play, { sender, call }, first);
  };
  play.now = Math.max(
    play.now,
    ...ids.map((id) => {
      const { terms } = at(id);
      return terms.evaluationEnd + terms.commitWindow + terms.revealWindow;
    }),
  );
  for (const id of ids) {
    const { rounds } = at(id);
    for (let index = 0; index < rounds.length; index++) {
      const round = at(id).rounds[index]!;
      if (round.status !== "Running") continue;
      const enough = round.seats.filter(({ scores }) => scores).length >= at(id).terms.quorum;
      const settlement = enough
        ? settlementOf(at(id), index, random, false)
        : { medians: [], rows: [], openings: [] };
      await move(random.pick(ACTORS), { name: "settle", id, round: index, settlement });
    }
    if (at(id).ending === "Running") {
      const forgotten = isForgotten(at(id), play.now);
      await move(random.pick(ACTORS), { name: forgotten ? "cancel" : "finalize", id });
    }
    await move(ACTORS[0]!, { name: "claimFor", id, miners: [...at(id).miners.keys()] });
    for (const actor of ACTORS) {
      if (owedTo(at(id), actor) > 0n) await move(actor, { name: "withdraw", id, to: actor });
    }
    const stuck = owedTo(at(id), world.contract);
    assertEquals(at(id).held, stuck, `seed ${play.seed}: competition ${id} still holds`);
  }
  // What is left is owed to the one account that refuses it: the contract itself, enrolled by a joker.
  const stuck = world.competitions.reduce((sum, c) => sum + owedTo(c, world.contract), 0n);
  const { balances: [left] } = await play.chain.look([], [play.chain.contract]);
  assertEquals(left, stuck, `seed ${play.seed}: the contract still holds`);
}
