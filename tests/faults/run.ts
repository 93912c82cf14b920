/**
 * One run: a whole competition, from enrolment to claim, with the faults of a seed.
 *
 * @module
 */
import { call } from "../../miner/chain/call.ts";
import { readCompetition } from "../../miner/chain/read_competition.ts";
import { readLastRounds } from "../../miner/chain/read_rounds.ts";
import { countsFrom } from "../../miner/duties/due.ts";
import { labelled } from "../reference/random.ts";
import { type Audit, audit } from "./audit.ts";
import { headOf, openCast } from "./cast.ts";
import { type Fault, type Kind, planFaults } from "./faults.ts";
import { type FaultyMiner, scoresIn } from "./miner.ts";
import { BLOCK_TIME, type World } from "./world.ts";

/** The outcome of a run. */
export interface Outcome extends Audit {
  seed: number;
  miners: number;
  blocks: number;
  /** Faults that were triggered, by kind */
  faults: Map<Kind, number>;
  daemonEnds: string[];
  log: string[];
}

/** Looks after which faults end: what is owed is fetched in peace. */
const STORM = 160;
/** Looks after which a run is given up; what is unjudged or held then is counted. */
const MOST = 400;

/** Plays a seed. */
export async function playSeed(seed: number, tell: (line: string) => void = () => {}) {
  const random = labelled("faults", seed);
  const count = random.between(3, 4);
  const faults = planFaults(random, count);
  return await playFaults(seed, count, faults, tell);
}

/** Plays a competition with these faults. */
export async function playFaults(
  seed: number,
  count: number,
  faults: readonly Fault[],
  tell: (line: string) => void = () => {},
): Promise<Outcome> {
  const cast = await openCast(seed, count, faults, tell);
  const { world, miners, triggers } = cast;
  try {
    let submitted = 0;
    for (; cast.step < MOST; cast.step++) {
      if (cast.step === STORM) triggers.forEach((each) => each.calm());
      if (submitted < 2 && await world.now() >= world.terms.registrationEnd + submitted * 100) {
        await world.submit(submitted++);
        cast.floor = await headOf(world);
      }
      const now = await world.now();
      let idle = true;
      let nextTurn = Infinity;
      for (const miner of miners) {
        const before = faultsIn(triggers);
        const looked = await miner.look();
        const quiet = looked !== undefined && looked.failure === undefined &&
          miner.context.sender.underWay().length === 0 && before === faultsIn(triggers);
        idle &&= quiet;
        nextTurn = Math.min(nextTurn, looked?.nextTurn ?? Infinity);
      }
      if (idle && await isOver(world, miners)) break;
      const jumps = idle && (submitted === 2 || now < world.terms.registrationEnd);
      await world.anvil.mine(jumps ? await nextMoment(world, now, nextTurn) : undefined);
    }
    const result = await audit(
      world,
      miners.map(({ address }) => address),
      cast.openings,
      scoresIn(world),
    );
    return {
      seed,
      miners: count,
      blocks: await headOf(world),
      faults: byKind(triggers.flatMap(({ pulled }) => pulled)),
      daemonEnds: cast.daemonEnds,
      log: cast.log,
      ...result,
    };
  } finally {
    await cast.close();
  }
}

function faultsIn(triggers: { pulled: readonly Kind[] }[]): number {
  return triggers.reduce((sum, { pulled }) => sum + pulled.length, 0);
}

function byKind(kinds: readonly Kind[]): Map<Kind, number> {
  const counts = new Map<Kind, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

/** Whether the competition ended, and no miner has anything in it. */
async function isOver({ connection, id }: World, miners: FaultyMiner[]): Promise<boolean> {
  if (!(await readCompetition(connection, id)).ended) return false;
  const seats = await Promise.all(
    miners.map(({ address }) => call(connection, "seatOf", [id, address])),
  );
  return seats.every(({ enrolled, claimable }) => !enrolled && claimable === 0n);
}

/** When something may become possible. */
async function nextMoment(world: World, now: number, nextTurn: number): Promise<number> {
  const { connection, id } = world;
  const competition = await readCompetition(connection, id);
  const [round] = await readLastRounds(connection, id, competition, 1);
  // Rows wait for a few blocks, and then for each other.
  if (round?.revealsOpen && round.revealed < round.committed) return now + BLOCK_TIME;
  const { registrationEnd, submissionEnd, evaluationEnd, nextRound, commitWindow } = competition;
  const moments = [
    registrationEnd,
    registrationEnd + 100,
    submissionEnd,
    submissionEnd + commitWindow,
    evaluationEnd,
    nextRound,
    countsFrom(competition) - commitWindow,
    ...round?.status === "running" ? [round.commitEnd] : [],
  ].filter((moment) => moment > now + BLOCK_TIME);
  const next = Math.min(...moments, Number.isFinite(nextTurn) ? now + nextTurn : Infinity);
  return Number.isFinite(next)
    ? Math.max(now + BLOCK_TIME, Math.ceil(next))
    : now + 10 * BLOCK_TIME;
}
