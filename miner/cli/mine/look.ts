/**
 * One poll of the competitions: what is due there, and models that wait to be judged.
 *
 * @module
 */
import type { Connection } from "../../chain/client.ts";
import { countCompetitions } from "../../chain/read_competition.ts";
import type { MinerContext } from "../../duties/context.ts";
import type { Situation } from "../../duties/due.ts";
import { holds } from "../../duties/holds.ts";
import { judgeAhead } from "../../duties/judge_ahead.ts";
import { meanwhile } from "../../duties/meanwhile.ts";
import { performDuties } from "../../duties/perform.ts";
import { maySeat, readAhead } from "../../duties/situation.ts";
import { type DemlError, failureOf, told } from "../../../protocol/errors.ts";
import { pause } from "../../base/pause.ts";

/** The result of polling some competitions. */
export interface Looked {
  /** Seconds until it is this miner's turn at something; Infinity when nothing waits */
  nextTurn: number;
  /** The first failure: a competition that fails does not affect the others */
  failure: unknown;
  /** Competitions that were polled, and those of them that failed */
  ids: bigint[];
  failed: Set<bigint>;
}

/** Does what is urgent: pending calls, and the reveals of every competition. */
export async function lookAfterUrgent(
  context: MinerContext,
  wanted: bigint[],
): Promise<Looked> {
  const looked: Looked = { nextTurn: Infinity, failure: undefined, ids: [], failed: new Set() };
  // One poll reads everything from one endpoint; with a single endpoint, check and reading overlap.
  const { endpoints } = context.connection;
  const checking = endpoints?.check();
  if (endpoints?.several) await checking;
  const ticking = attempt(context, looked, "transactions", () => tick(context));
  const ids = await attempt(context, looked, "competitions", () => idsOf(context, wanted)) ?? [];
  const { seated } = context.memory;
  // A competition without a seat at the last poll has nothing to reveal; before the first, nothing is known.
  const urgent = ids.filter((id) => seated === undefined || seated.has(id));
  const reading = attempt(context, looked, "competitions", () => readAhead(context, urgent));
  // Nothing is done if the chain turns out to be another one.
  const [read] = await Promise.all([reading, checking, ticking]);
  for (const id of (read ?? []).filter((id) => maySeat(context, id))) {
    await attempt(
      context,
      looked,
      `competition ${id}`,
      () => performDuties(context, id, ["reveal"]),
      id,
    );
  }
  return { ...looked, ids };
}

/** What a poll may skip, and whom it notifies. */
export interface LookOptions {
  /** Competitions in which only what is urgent is done */
  resting?: ReadonlySet<bigint>;
  onLooked?(situation: Situation): Promise<void>;
}

/**
 * Polls each competition once and does what is due there, first what is urgent in any of them. A
 * failure in one does not delay another.
 */
export async function look(
  context: MinerContext,
  wanted: bigint[],
  { resting = new Set(), onLooked }: LookOptions = {},
): Promise<Looked> {
  const looked = await lookAfterUrgent(context, wanted);
  context.memory.seated ??= new Set();
  looked.ids = looked.ids.filter((id) => !context.memory.finished.has(id) && !resting.has(id));
  const left = await attempt(
    context,
    looked,
    "competitions",
    () => readAhead(context, looked.ids),
  ) ?? [];
  for (const id of left) {
    await attempt(context, looked, `competition ${id}`, async () => {
      const { situation, nextTurn = Infinity } = await performDuties(context, id);
      looked.nextTurn = Math.min(looked.nextTurn, nextTurn);
      await onLooked?.(situation);
    }, id);
  }
  return looked;
}

async function attempt<T>(
  context: MinerContext,
  looked: Looked,
  what: string,
  work: () => Promise<T>,
  competition?: bigint,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    context.signal?.throwIfAborted();
    looked.failure ??= error ?? new Error("nothing");
    if (competition !== undefined) looked.failed.add(competition);
    context.log(what, { level: "error", event: "failed", competition, failure: failureOf(error) });
  }
}

/** Polls, and judges what waits: all of it, or until something may be due again. */
export async function lookAndJudge(
  context: MinerContext,
  wanted: bigint[],
  { patience = Infinity, resting }: Pick<LookOptions, "resting"> & { patience?: number } = {},
): Promise<Looked> {
  const until = Date.now() + patience;
  return await look(context, wanted, {
    resting,
    async onLooked({ competition, miner }) {
      if (!miner.enrolled || competition.ended || Date.now() >= until) return;
      await meanwhile(context, () => judgeAhead(context, competition, until));
    },
  });
}

/** A call that is not mined by then may never be, e.g. at its highest fee; in milliseconds. */
const LONGEST_WAIT = 10 * 60_000;

/**
 * Polls until nothing more is due and everything sent is mined: for a miner that then exits.
 *
 * @param wait How long it waits for pending calls, in milliseconds
 * @returns The result of the last poll
 */
export async function lookUntilDone(
  context: MinerContext,
  wanted: bigint[],
  wait = LONGEST_WAIT,
): Promise<Looked> {
  const { sender, connection: { client }, signal } = context;
  for (;;) {
    const looked = await lookAndJudge(context, wanted);
    if (sender.underWay().length === 0) return looked;
    const until = Date.now() + wait;
    while (sender.underWay().length > 0) {
      if (Date.now() > until) return { ...looked, failure: looked.failure ?? underWay(context) };
      await pause(client.pollingInterval, signal);
      signal?.throwIfAborted();
      await attempt(context, looked, "transactions", () => tick(context));
    }
  }
}

function underWay({ sender }: MinerContext): DemlError {
  const purposes = sender.underWay().map(({ purpose }) => purpose).join("; ");
  return told(
    "chain",
    `Not mined yet: ${purposes}`,
    "Run it again soon: it continues with what it has sent",
  );
}

/** Does what pending calls need, and cancels calls that are no longer wanted. */
function tick(context: MinerContext): Promise<void> {
  return context.sender.tick((call) => holds(context, call));
}

/** The competitions to poll: those that are not over for this miner. */
async function idsOf({ connection, memory }: MinerContext, wanted: bigint[]): Promise<bigint[]> {
  const ids = wanted.length > 0 ? wanted : await allCompetitions(connection);
  return ids.filter((id) => !memory.finished.has(id));
}

/** The latest of all competitions, newest last: one that is over may still owe something. */
async function allCompetitions(connection: Connection): Promise<bigint[]> {
  const count = await countCompetitions(connection);
  const looked = count < MOST_COMPETITIONS ? Number(count) : MOST_COMPETITIONS;
  return Array.from({ length: looked }, (_, index) => count - BigInt(looked - 1 - index));
}

/** Of very many competitions the latest are polled; name older ones with --competition. */
const MOST_COMPETITIONS = 1_000;
