/**
 * One whole competition, played by the same code that real miners and participants run.
 *
 * @module
 */
import { parseEther } from "viem";
import { call } from "../chain/call.ts";
import { countCompetitions, readCompetition } from "../chain/read_competition.ts";
import { submitModel } from "../chain/submit_model.ts";
import { openTerms, type TermChoices, type Terms } from "../chain/terms.ts";
import { performDuties } from "../duties/perform.ts";
import { type Evaluator, type EvaluatorOptions, openEvaluator } from "../evaluation/evaluator.ts";
import { inLanes } from "../in_lanes.ts";
import { readLeaderboard, type Standing } from "../leaderboard.ts";
import { contextOn } from "./context_on.ts";
import type { Entry } from "./models.ts";
import type { Actor, Stage } from "./stage.ts";

/** The fund that the organizer escrows. */
export const FUND = parseEther("10");

const DAY = 86_400;
/** Chain calls wait for the node, not for this program: many may wait at once. */
const CALL_LANES = 16;

/** What the play tells while it runs. */
export interface Reporter {
  /** A step is done */
  step(text: string): void;
  /** How far a long step is */
  progress(text: string): void;
}

/** How a competition ended. */
export interface Outcome {
  competition: bigint;
  standings: Standing[];
  /** What each model is called, by its number */
  names: Map<number, string>;
  evaluations: number;
  /** What the winner withdrew, in wei */
  prize: bigint;
}

/** Plays a competition from its creation to the last withdrawal. */
export async function play(
  stage: Stage,
  entries: Entry[],
  options: { miners: number; signal: AbortSignal; evaluation?: EvaluatorOptions },
  report: Reporter,
): Promise<Outcome> {
  const { miners: count, signal, evaluation = {} } = options;
  const start = await stage.now();
  const { id, terms, organizer, authors, names } = await enterCompetition(stage, entries, {
    registrationEnd: start + DAY,
    submissionEnd: start + 2 * DAY,
    evaluationEnd: start + 9 * DAY,
    seats: count,
  }, report);
  const evaluations = await mineAll(
    stage,
    id,
    { count, submissionEnd: terms.submissionEnd, signal, evaluation },
    report,
  );
  const competition = await readCompetition(stage.connection, id);
  const standings = await readLeaderboard(stage.connection, competition);
  const prize = await withdrawAll(stage, id, [organizer, ...authors]);
  return { competition: id, standings, names, evaluations, prize };
}

/** A competition in its submission phase, with everybody who made it so. */
export interface Entered {
  id: bigint;
  terms: Terms;
  organizer: Actor;
  authors: Actor[];
  /** What each model is called, by its number */
  names: Map<number, string>;
}

/** Creates a competition, registers an author an entry, and submits the entries. */
export async function enterCompetition(
  stage: Stage,
  entries: Entry[],
  choices: Omit<TermChoices, "specDigest" | "fund">,
  report: Pick<Reporter, "step">,
): Promise<Entered> {
  const organizer = await stage.actor("organizer");
  const terms = openTerms({
    specDigest: stage.specDigest,
    fund: FUND,
    maxModels: Math.max(20, entries.length),
    ...choices,
  });
  await organizer.sender.send({
    functionName: "createCompetition",
    args: [terms],
    value: FUND,
    purpose: "create the competition",
  });
  const id = await countCompetitions(stage.connection);
  const { buyIn } = await readCompetition(stage.connection, id);
  report.step(`competition ${id} created, fund 10 ETH, ${terms.seats} evaluations a model`);
  const authors = await Promise.all(entries.map(() => stage.actor("participants")));
  for (const author of authors) {
    await author.sender.send({
      functionName: "register",
      args: [id],
      value: buyIn,
      purpose: `register in competition ${id}`,
    });
  }
  await stage.warpTo(terms.registrationEnd);
  const names = new Map<number, string>();
  for (const [index, { name, package: packed }] of entries.entries()) {
    const { model } = await submitModel(authors[index]!.sender, id, packed);
    names.set(model, name);
    report.step(`${name} submitted, ${packed.length} bytes on chain`);
  }
  return { id, terms, organizer, authors, names };
}

/** Runs every miner through enrolment, commit, reveal and claim; answers the evaluations made. */
async function mineAll(
  stage: Stage,
  id: bigint,
  { count, submissionEnd, signal, evaluation }: {
    count: number;
    submissionEnd: number;
    signal: AbortSignal;
    evaluation: EvaluatorOptions;
  },
  report: Reporter,
): Promise<number> {
  const evaluator = openEvaluator({ signal, ...evaluation });
  let made = 0;
  const counted: Evaluator = {
    ...evaluator,
    evaluate: async (...given) => {
      const verdict = await evaluator.evaluate(...given);
      made++;
      return verdict;
    },
  };
  const miners = await Promise.all(Array.from({ length: count }, () => stage.actor("miners")));
  const own = { evaluator: counted, log: () => {}, signal };
  const all = async (what: string, width: number) => {
    let done = 0;
    await inLanes(miners, width, async (miner) => {
      signal.throwIfAborted();
      await performDuties(contextOn(stage, miner, own), id);
      report.progress(`${++done} of ${count} miners ${what}`);
    });
    report.step(`${count} miners ${what}`);
  };
  try {
    await all("enrolled with their stake", CALL_LANES);
    await stage.warpTo(submissionEnd);
    await all("fetched, evaluated and committed", evaluator.width);
    await all("revealed", CALL_LANES);
    await all("were paid", CALL_LANES);
    return made;
  } finally {
    await evaluator.close();
  }
}

/** Everybody who is owed something takes it; answers the largest amount, the winner's. */
async function withdrawAll(stage: Stage, id: bigint, actors: Actor[]): Promise<bigint> {
  let largest = 0n;
  for (const { address, sender } of actors) {
    const owed = await call(stage.connection, "owedTo", [id, address]);
    if (owed === 0n) continue;
    await sender.send({
      functionName: "withdraw",
      args: [id, address],
      purpose: `withdraw from competition ${id}`,
    });
    if (owed > largest) largest = owed;
  }
  return largest;
}
