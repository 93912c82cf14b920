/**
 * A miner's row: a verdict for every place of a round, in time.
 *
 * @module
 */
import { zip } from "../../protocol/zip.ts";
import type { Hex } from "viem";
import type { Competition } from "../../protocol/state/competition.ts";
import { modelsAt, readModelsWith } from "../chain/read_models.ts";
import type { Round } from "../../protocol/state/round.ts";
import { DemlError } from "../../protocol/errors.ts";
import { modelsRoot } from "../../protocol/score/evidence.ts";
import { failed } from "../evaluation/host/judge_model.ts";
import type { Judgement } from "../../protocol/score/judgement.ts";
import type { Judging, MinerContext } from "./context.ts";
import { judgeModels } from "./judge_models.ts";
import { judgeTestSet } from "./judge_test_set.ts";
import type { DutyFailure } from "./failures.ts";

/** A row of this miner. */
export interface Row {
  /** A score or a verdict for each place, in the round's order */
  scores: number[];
  /** Merkle root over models and samples: protocol/score/evidence.ts */
  evidence: Hex;
}

/**
 * The part of the commit window that is reserved for getting the commitment mined, and its maximum
 * in seconds: the miner abstains on models not judged by then.
 */
const RESERVE = 1 / 6;
const LONGEST_RESERVE = 600;
/** The part of the window that must be left for another try, and its maximum in seconds. */
const RETRY = 1 / 20;
const LONGEST_RETRY = 30;

/**
 * Judges a round. In the end there is always a row: a seat that abstains still prevents liars from
 * being alone. While there is time, models that a gateway or a node withheld are tried again at a
 * later poll.
 *
 * @param until When the row becomes useless, in seconds: it must be there some time before
 * @returns undefined if such a verdict is missing but still possible
 * @throws Whatever the signal was aborted with, and nothing else
 */
export async function judgeRound(
  context: Judging & Pick<MinerContext, "sender">,
  competition: Competition,
  round: Round,
  until = round.commitEnd,
): Promise<Row | undefined> {
  const found = new Map<number | undefined, Judgement>();
  const work = round.testSet
    ? judgeTestSet(context, competition).then((judgement) => void found.set(undefined, judgement))
    : judgeAll(context, competition, round, found);
  const patience = patienceOf(competition, until);
  const started = performance.now();
  await inTime(work, patience);
  context.signal?.throwIfAborted();
  const places = round.testSet ? [undefined] : round.models;
  const row = places.map((place) => found.get(place) ?? failed(late()));
  const healing = row.find(mayHeal);
  const retry = 1_000 * Math.min(LONGEST_RETRY, competition.commitWindow * RETRY);
  if (healing !== undefined && performance.now() - started + retry < patience) {
    noteHealing(context, competition, round, healing);
    return undefined;
  }
  for (const [place, judgement] of zip<[number | undefined, Judgement]>(places, row)) {
    context.onJudged?.(place, judgement, competition.id);
  }
  return {
    scores: row.map(({ score }) => score),
    evidence: modelsRoot(row.map(({ root }) => root)),
  };
}

/** Whether another try may give another verdict: a gateway or a node failed. */
function mayHeal({ because }: Judgement): boolean {
  return because?.code === "failed" && because.passing === true;
}

/** Logged once per round and reason: every poll tries again. */
function noteHealing(
  { log, memory }: Pick<Judging, "log" | "memory">,
  { id }: Competition,
  { index }: Round,
  { because }: Judgement,
): void {
  const { what: failure, detail } = because?.code === "failed" ? because : { detail: "" };
  const line = `round ${index} of competition ${id} is judged again at the next poll`;
  if (memory.said.has(line + detail)) return;
  memory.said.add(line + detail);
  log(line, { level: "warn", event: "judged-again", competition: id, round: index, failure });
}

async function judgeAll(
  context: Judging,
  competition: Competition,
  round: Round,
  found: Map<number | undefined, Judgement>,
): Promise<void> {
  try {
    const all = await readModelsWith(context.connection, competition);
    const models = modelsAt(all, round.models);
    await judgeModels(context, competition, models, ({ id }, judgement) => {
      found.set(id, judgement);
    });
  } catch (error) {
    context.signal?.throwIfAborted();
    for (const id of round.models) if (!found.has(id)) found.set(id, failed(error));
  }
}

/** How long the row may take, in milliseconds. */
function patienceOf({ now, commitWindow }: Competition, until: number): number {
  const reserve = Math.min(LONGEST_RESERVE, commitWindow * RESERVE);
  return 1_000 * Math.max(0, until - reserve - now);
}

/** Waits for work, but no longer than this; later verdicts are kept for another round. */
async function inTime(work: Promise<void>, milliseconds: number): Promise<void> {
  let timer: number | undefined;
  const patience = new Promise<void>((resolve) => {
    // A longer timer would fire at once.
    timer = setTimeout(resolve, Math.min(milliseconds, 2 ** 31 - 1));
  });
  try {
    await Promise.race([work, patience]);
  } finally {
    clearTimeout(timer);
    work.catch(() => {});
  }
}

function late(): DemlError {
  return new DemlError<DutyFailure>({ kind: "evaluator/too-slow" });
}
