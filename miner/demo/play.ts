/**
 * A whole competition, run by the code of real miners and participants.
 *
 * @module
 */
import { zip } from "../../protocol/zip.ts";
import { formatEther } from "viem";
import { call } from "../chain/call.ts";
import { countCompetitions, readCompetition } from "../chain/read_competition.ts";
import type { Competition } from "../../protocol/state/competition.ts";
import { readLastRounds } from "../chain/read_rounds.ts";
import { register } from "../participant/register.ts";
import { nameCall } from "../participant/name_model.ts";
import { submitModel } from "../participant/submit_model.ts";
import { openTerms, type TermChoices, type Terms } from "../../protocol/terms/terms.ts";
import { DemlError, type Failure } from "../../protocol/errors.ts";
import { performDuties } from "../duties/perform.ts";
import {
  type Evaluator,
  type EvaluatorOptions,
  openEvaluator,
} from "../evaluation/host/evaluator.ts";
import { inLanes } from "../base/in_lanes.ts";
import { readLeaderboard } from "../chain/read_leaderboard.ts";
import type { Standing } from "../../protocol/history/ranking.ts";
import type { RefusedTerm } from "../../protocol/terms/refused_terms.ts";
import { rulingOf } from "../../protocol/terms/ruling.ts";
import { createMemory } from "../duties/memory.ts";
import { openJournal } from "../journal/journal.ts";
import { type Verification, verify } from "../verify/verify.ts";
import { contextOn } from "./context_on.ts";
import { type Expected, expectedOf } from "./expected.ts";
import type { Entry } from "./models.ts";
import { type Actor, FUND, type Stage } from "./stage.ts";
import type { StageChain } from "./stage_chain.ts";
import type { DemoFailure } from "./failures.ts";

const DAY = 86_400;
/** Chain calls wait for the node, not for this program: many may wait at once. */
const CALL_LANES = 16;

/** What the play reports while it runs. */
export interface Reporter {
  /** A step is done */
  step(text: string): void;
  /** The progress of a long step */
  progress(text: string): void;
}

/** How a competition ended. */
export interface Outcome {
  competition: Competition;
  standings: Standing[];
  /** Each model's name, by its number */
  names: Map<number, string>;
  evaluations: number;
  /** What the winner withdrew, in wei */
  prize: bigint;
  /** What everybody should have received, by the rules alone */
  expected: Expected;
  /** What `deml verify` finds in the end */
  verification: Verification;
}

/** The most evaluations of a model that the contract pays for: DeMLEntry.MAX_SEATS. */
const MOST_SEATS = 400;

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
    seats: Math.min(count, MOST_SEATS),
  }, report);
  const evaluations = await mineAll(stage, id, { count, terms, signal, evaluation }, report);
  const competition = await readCompetition(stage.connection, id);
  const standings = await readLeaderboard(stage.connection, competition);
  const prize = await withdrawAll(stage, id, [organizer, ...authors]);
  const verification = await verifyOn(stage, id, { ...evaluation, signal });
  if (verification.verified) {
    report.step(
      `verified from ${verification.events} events: ${verification.evaluated} models evaluated ` +
        `again, ${verification.rows} rows of evidence, every wei`,
    );
  }
  return {
    competition: await readCompetition(stage.connection, id),
    verification,
    standings,
    names,
    evaluations,
    prize,
    expected: expectedOf(terms, FUND, { miners: count, standings, authors: authors.length }),
  };
}

/** Verifies a competition of a stage as a stranger would: with its own evaluator, nothing shared. */
export async function verifyOn(
  { connection, gateway }: Pick<Stage<StageChain>, "connection" | "gateway">,
  id: bigint,
  options: EvaluatorOptions = {},
): Promise<Verification> {
  const evaluator = openEvaluator({ ...options, log: undefined });
  const journal = openJournal(":memory:", { temporary: true });
  try {
    return await verify(
      {
        connection,
        journal,
        judges: { evaluator },
        memory: createMemory(),
        sources: { gateways: [gateway.url] },
        log: () => {},
        signal: options.signal,
      },
      id,
      { engine: options.engine },
    );
  } finally {
    await evaluator.close();
    journal.close();
  }
}

/** A competition in its submission phase, with everybody involved. */
export interface Entered {
  id: bigint;
  terms: Terms;
  organizer: Actor;
  authors: Actor[];
  /** Each model's name, by its number */
  names: Map<number, string>;
}

/** Creates a competition, registers one author per entry, and submits the entries. */
export async function enterCompetition(
  stage: Stage<StageChain>,
  entries: Entry[],
  choices: Omit<TermChoices, "specDigest" | "fund">,
  report: Pick<Reporter, "step">,
): Promise<Entered> {
  const { connection } = stage;
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
  const id = await countCompetitions(connection);
  const competition = await readCompetition(connection, id);
  report.step(
    `competition ${id} created, fund 10 ETH, ${terms.seats} evaluations per model, ` +
      `stake ${formatEther(terms.seatStake)} ETH, quorum ${terms.quorum}`,
  );
  const authors = await Promise.all(entries.map(() => stage.actor("participants")));
  for (const author of authors) await register(author.sender, competition);
  await stage.warpTo(terms.registrationEnd);
  const names = new Map<number, string>();
  for (const [{ name, package: packed }, { sender }] of zip(entries, authors)) {
    const { model } = await submitModel(connection, sender, id, packed);
    await sender.send(nameCall(id, model, name));
    names.set(model, name);
    report.step(`${name} submitted at place ${model}, ${packed.length} bytes on chain`);
  }
  return { id, terms, organizer, authors, names };
}

/**
 * Runs every miner through deposit, commit, reveal and claim; returns the number of evaluations.
 */
async function mineAll(
  stage: Stage,
  id: bigint,
  { count, terms, signal, evaluation }: {
    count: number;
    terms: Terms;
    signal: AbortSignal;
    evaluation: EvaluatorOptions;
  },
  report: Reporter,
): Promise<number> {
  const evaluator = openEvaluator({ signal, ...evaluation });
  let made = 0;
  const counted: Evaluator = {
    ...evaluator,
    load: async (competition) => {
      const loaded = await evaluator.load(competition);
      return {
        ...loaded,
        evaluate: async (...given) => {
          const verdict = await loaded.evaluate(...given);
          made++;
          return verdict;
        },
      };
    },
  };
  const miners = await Promise.all(Array.from({ length: count }, () => stage.actor("miners")));
  const log: Told[] = [];
  // A hundred miners on one machine round alike; the tests check its engine once.
  const own = {
    judges: { evaluator: counted },
    log: (line: string, about?: { failure?: Failure }) =>
      void log.push({ last: line, failure: about?.failure }),
    onRefused: (_: bigint, refused: RefusedTerm[]) => {
      log.push({ last: `they refuse ${refused.map(({ term }) => term).join(", ")}` });
    },
    signal,
  };
  const contexts = miners.map((miner) => contextOn(stage, miner, own));
  const all = async (what: string, width: number) => {
    let done = 0;
    await inLanes(contexts, width, async (context) => {
      signal.throwIfAborted();
      await performDuties(context, id);
      report.progress(`${++done} of ${count} miners ${what}`);
    });
    report.step(`${count} miners ${what}`);
  };
  const look = () => readCompetition(stage.connection, id);
  try {
    await all("deposited their stake", CALL_LANES);
    const early = await look();
    await stage.warpTo(terms.submissionEnd + terms.commitWindow);
    const ready = await look();
    report.step(
      `${early.counting} of ${early.enrolled} deposits counted when they were new, ` +
        `${ready.counting} do two commit windows later`,
    );
    const { deposits, cost, prize } = rulingOf(ready);
    report.step(
      `it would take ${deposits} more of them to rule the round: ${formatEther(cost)} ETH ` +
        `for a prize of ${formatEther(prize)} ETH`,
    );
    // While some miners commit, the children evaluate for others.
    await all("fetched, evaluated and committed", 2 * evaluator.width);
    const [round] = await readLastRounds(stage.connection, id, await look(), 1);
    if (round === undefined) throw stuck(log);
    report.step(
      `round ${round.index} over ${round.models.length} models: ${round.committed} of ` +
        `${round.counted} deposits committed, commits closed`,
    );
    await all("revealed", CALL_LANES);
    const [settled] = await readLastRounds(stage.connection, id, await look(), 1);
    if (settled?.status !== "settled") throw stuck(log);
    report.step(
      `round ${settled.index} settled: ${settled.revealed} rows, ${settled.agreed} medians agreed`,
    );
    await all("were paid", CALL_LANES);
    return made;
  } finally {
    await evaluator.close();
  }
}

interface Told {
  last: string;
  failure?: Failure;
}

/** The miners' last words, if they made no progress. */
function stuck(log: Told[]): DemlError {
  return new DemlError<DemoFailure>({ kind: "internal/demo-stuck", ...log.at(-1) });
}

/** Everybody withdraws what they are owed; returns the largest amount, the winner's. */
export async function withdrawAll(
  stage: Stage<StageChain>,
  id: bigint,
  actors: Actor[],
): Promise<bigint> {
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
