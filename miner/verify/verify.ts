/**
 * Verifies a competition from public data alone: replays its events, compares the books with the
 * contract's at one block, and evaluates its models again. PROTOCOL.md, section 10.
 *
 * @module
 */
import { keccak256, stringToHex } from "viem";
import { DemlError } from "../../protocol/errors.ts";
import { type Block, connectionAt, finalBlock, readBlock } from "../chain/at_block.ts";
import type { Connection } from "../chain/client.ts";
import type { ChainFailure } from "../chain/failures.ts";
import { readCompetition } from "../chain/read_competition.ts";
import { readHistory } from "../chain/read_history.ts";
import type { Competition } from "../../protocol/state/competition.ts";
import type { Model } from "../../protocol/state/model.ts";
import { ABSTAIN_SCORE, PERFECT_SCORE } from "../../protocol/score/score.ts";
import type { Judgement } from "../../protocol/score/judgement.ts";
import type { EngineName } from "../../protocol/spec/spec.ts";
import type { Judging } from "../duties/context.ts";
import { fetchSpec } from "../duties/fetch_spec.ts";
import { judgeModels } from "../duties/judge_models.ts";
import { judgeTestSet } from "../duties/judge_test_set.ts";
import type { BookModel, Books } from "./books.ts";
import { checkScores } from "./check_scores.ts";
import { compareViews } from "./compare.ts";
import type { Difference, Unchecked } from "./difference.ts";
import { nameSamples } from "./name_samples.ts";
import { replay } from "./replay.ts";

/** What to verify, and how. */
export interface VerifyOptions {
  /** Blocks, the latest included, that make one final; by default 1 */
  confirmations?: number;
  /** The engine that judges; by default the spec's */
  engine?: EngineName;
  /** Models to evaluate, drawn by the seed; by default all */
  sample?: number;
  seed?: string;
  /** Called as models are judged */
  onModel?(done: number, of: number): void;
}

/** What was found. */
export interface Verification {
  competition: bigint;
  /** At whose end everything was read */
  block: Block;
  /** Nothing differs, and everything that is over was checked */
  verified: boolean;
  /** In the order of the chain, then models, then accounts */
  differences: Difference[];
  unchecked: Unchecked[];
  /** Whether the competition is over; otherwise what is settled was verified */
  ended: boolean;
  events: number;
  rounds: number;
  /** Models that are INVALID for a false claim, with what was claimed and recomputed */
  falseClaims: { model: number; found: string }[];
  /** Models with a final verdict, and those that were evaluated again */
  models: number;
  evaluated: number;
  /** Rows whose evidence was recomputed, and those with outputs that are not ours */
  rows: number;
  rowsApart: number;
  accounts: number;
  /** The engine that evaluated */
  engine: EngineName | undefined;
}

/**
 * Verifies what is settled of a competition at the last final block.
 *
 * @throws DemlError `chain`, also if that block is replaced during the reading; whatever the signal was
 * aborted with. Verdicts are kept in the journal: another run begins with them
 */
export async function verify(
  context: Judging,
  id: bigint,
  options: VerifyOptions = {},
): Promise<Verification> {
  const block = await finalBlock(context.connection, options.confirmations ?? 1);
  const connection = connectionAt(context.connection, block);
  const competition = await readCompetition(connection, id);
  const events = await readHistory(connection, id, competition.registrationEnd);
  const books = replay(events);
  // Before the models, which may take hours: few nodes keep a block's state for long. Whatever is
  // read of models has a digest or a commitment.
  const views = await compareViews(connection, competition, books);
  await requireThere(context.connection, block);
  const differences = [...books.differences];
  const unchecked: Unchecked[] = [];
  const judging = { ...context, connection };
  const settled = [...books.models.values()].filter(({ status }) => status === "scored");
  const chosen = draw(settled, options);
  const judged = await judgeAgain(judging, competition, chosen, options, unchecked);
  const bitwise = judged.engine !== undefined && judged.engine === judged.demanded;
  const scores = checkScores(books, judged.verdicts, {
    // One engine gives the same bits everywhere; others may differ on near ties.
    tolerance: bitwise && judged.engine === "wasm" ? 0 : competition.tolerance,
    bitwise,
  });
  differences.push(
    ...bitwise && judged.engine === "native"
      ? await nameSamples(judging, competition, books, scores.differences)
      : scores.differences,
  );
  await checkTestSet(judging, competition, books, differences, unchecked);
  const told = new Set(differences.map(nameOf));
  // Everything else follows from events that a node withholds: they are named first.
  differences.unshift(...views.filter(({ kind }) => kind === "parts"));
  differences.push(...views.filter((each) => each.kind !== "parts" && !told.has(nameOf(each))));
  return {
    competition: id,
    block,
    verified: differences.length === 0 && unchecked.length === 0,
    differences,
    unchecked,
    ended: competition.ended,
    events: events.length,
    rounds: books.rounds.filter((round) => round?.over).length,
    falseClaims: [...judged.verdicts].flatMap(([model, { because }]) =>
      because?.code === "invalid" && because.rule === "claim"
        ? [{ model, found: because.found }]
        : []
    ),
    models: settled.length,
    evaluated: judged.verdicts.size,
    rows: scores.rows,
    rowsApart: scores.rowsApart,
    accounts: books.participants.length + books.miners.size + 1,
    engine: judged.engine,
  };
}

/** What was read at a block that is no more may be of two chains. */
async function requireThere(connection: Connection, { number, hash }: Block): Promise<void> {
  const now = await readBlock(connection, number);
  if (now.hash === hash) return;
  throw new DemlError<ChainFailure>({ kind: "chain/block-replaced", block: number });
}

function nameOf({ kind, model, account, expected, found }: Difference): string {
  return [kind, model, account, expected, found].join("/");
}

/** Some of the models, the same for everybody with this seed; all without a number. */
export function draw<M extends { id: number }>(
  models: readonly M[],
  { sample, seed = "" }: Pick<VerifyOptions, "sample" | "seed">,
): M[] {
  if (sample === undefined || sample >= models.length) return [...models];
  const lot = ({ id }: M) => keccak256(stringToHex(`${seed}/${id}`));
  return models.toSorted((a, b) => lot(a) < lot(b) ? -1 : 1).slice(0, sample)
    .sort((a, b) => a.id - b.id);
}

async function judgeAgain(
  context: Judging,
  competition: Competition,
  chosen: BookModel[],
  { engine, onModel }: VerifyOptions,
  unchecked: Unchecked[],
): Promise<{
  verdicts: Map<number, Judgement>;
  engine: EngineName | undefined;
  demanded: EngineName | undefined;
}> {
  const verdicts = new Map<number, Judgement>();
  let demanded: EngineName | undefined;
  try {
    demanded = (await fetchSpec(context, competition.specDigest)).engine.name;
  } catch {
    context.signal?.throwIfAborted();
    // Judging fails for the same reason, and says so for each model.
  }
  let done = 0;
  await judgeModels(context, competition, chosen as Model[], ({ id }, judgement) => {
    onModel?.(++done, chosen.length);
    if (judgement.score !== ABSTAIN_SCORE) verdicts.set(id, judgement);
    else unchecked.push({ model: id, ...reasonOf(judgement) });
  });
  return { verdicts, engine: engine ?? demanded, demanded };
}

/** Round zero's verdict. */
async function checkTestSet(
  context: Judging,
  competition: Competition,
  { testSet }: Books,
  differences: Difference[],
  unchecked: Unchecked[],
): Promise<void> {
  if (!competition.sealed || testSet === "unjudged") return;
  const judgement = await judgeTestSet(context, competition);
  if (judgement.score === ABSTAIN_SCORE) unchecked.push(reasonOf(judgement));
  else {
    const expected = judgement.score === PERFECT_SCORE ? "good" : "bad";
    if (expected !== testSet) differences.push({ kind: "test-set", expected, found: testSet });
  }
}

function reasonOf({ because }: Judgement): Omit<Unchecked, "model"> {
  if (because?.code !== "failed") return { because: because?.code ?? "no verdict" };
  return { because: because.detail, failure: because.what };
}
