/**
 * Evaluates every model of a round: fetch by digest, run in the evaluator child, score.
 *
 * @module
 */
import { type Hex, hexToBytes } from "viem";
import { readPackage } from "../chain/read_package.ts";
import type { Competition } from "../chain/read_competition.ts";
import { INVALID_SCORE, type Model, readModels } from "../chain/read_models.ts";
import type { Round } from "../chain/read_rounds.ts";
import { type CompetitionSpec, MAX_SPEC_BYTES, parseSpec } from "../dataset/spec.ts";
import { evidenceRoot } from "../evaluation/evidence.ts";
import { inLanes } from "../in_lanes.ts";
import { cidOfDigest, parseCid } from "../ipfs/cid.ts";
import { fetchVerified } from "../ipfs/fetch.ts";
import type { MinerContext } from "./context.ts";

/** What a data set may weigh, in bytes: one that does not fit is not evaluated. */
const LARGEST_DATA = 4 * 1024 * 1024 * 1024;

/** A row: what this miner found. */
export interface RoundResult {
  /** A score for each model, in the round's order */
  scores: number[];
  /** keccak256 root over the predictions */
  evidence: Hex;
}

/**
 * Evaluates a round.
 *
 * @throws DemlError when this miner cannot evaluate: it then abstains
 */
export async function evaluateRound(
  context: MinerContext,
  competition: Competition,
  round: Round,
): Promise<RoundResult> {
  const all = await readModels(context.connection, competition.id, competition.models);
  const models = round.models.map((id) => all[id]!);
  const spec = await fetchSpec(context, competition.specDigest);
  const files = await fetchTestSet(context, spec);
  await context.evaluator.setCompetition({ spec, part: "test", ...files });
  const results = new Map<number, ModelResult>();
  await inLanes(models, context.evaluator.width, async (model) => {
    results.set(model.id, await evaluateModel(context, competition, model));
  });
  const inOrder = round.models.map((id) => results.get(id)!);
  return {
    scores: inOrder.map(({ score }) => score),
    evidence: evidenceRoot(inOrder.map(({ predictions }) => predictions)),
  };
}

interface ModelResult {
  score: number;
  predictions: Int32Array;
}

const INVALID: ModelResult = { score: INVALID_SCORE, predictions: new Int32Array() };

async function evaluateModel(
  context: MinerContext,
  competition: Competition,
  model: Model,
): Promise<ModelResult> {
  context.signal?.throwIfAborted();
  const sources = { ...context.sources, signal: context.signal };
  const bytes = await readPackage(context.connection, competition, model, sources);
  if (bytes === undefined) {
    context.log(`model ${model.id}: its bytes do not match its digest, so it is INVALID`);
    return INVALID;
  }
  const { onProgress } = context;
  const verdict = await context.evaluator.evaluate(bytes, {
    onProgress: onProgress && ((done, rows) => onProgress(model.id, done, rows)),
  });
  if (verdict.kind === "scored") return verdict;
  context.log(`model ${model.id}: INVALID by rule ${verdict.rule}: ${verdict.found}`);
  return INVALID;
}

/** Fetches and checks the spec of a competition. */
export async function fetchSpec(
  context: Pick<MinerContext, "sources" | "signal">,
  digest: Hex,
): Promise<CompetitionSpec> {
  const cid = cidOfDigest(hexToBytes(digest));
  return parseSpec(
    await fetchVerified(cid, {
      ...context.sources,
      maxBytes: MAX_SPEC_BYTES,
      signal: context.signal,
    }),
  );
}

async function fetchTestSet(
  context: MinerContext,
  spec: CompetitionSpec,
): Promise<{ data: Uint8Array; labels?: Uint8Array }> {
  const options = { ...context.sources, maxBytes: LARGEST_DATA, signal: context.signal };
  const data = await fetchVerified(parseCid(spec.test.cid), options);
  if (spec.test.format === "csv") return { data };
  return { data, labels: await fetchVerified(parseCid(spec.test.labels), options) };
}
