/**
 * Evaluates every model of a round: fetch by digest, open what is sealed, run in the evaluator child,
 * score. PROTOCOL.md, section 8, says what is INVALID and when a miner abstains.
 *
 * @module
 */
import { type Hex, hexToBytes } from "viem";
import type { Competition } from "../chain/read_competition.ts";
import { readModelKeys } from "../chain/read_model_keys.ts";
import { INVALID_SCORE, type Model, readModels } from "../chain/read_models.ts";
import { readPackage } from "../chain/read_package.ts";
import type { Round } from "../chain/read_rounds.ts";
import { type CompetitionSpec, MAX_SPEC_BYTES, parseSpec } from "../dataset/spec.ts";
import { DemlError } from "../errors.ts";
import type { Verdict } from "../evaluation/evaluator.ts";
import { modelsRoot, NO_OUTPUTS } from "../evaluation/evidence.ts";
import { inLanes } from "../in_lanes.ts";
import { cidOfDigest } from "../ipfs/cid.ts";
import { fetchVerified } from "../ipfs/fetch.ts";
import { openModel } from "../model/envelope.ts";
import { InvalidModel } from "../model/verdict.ts";
import type { MinerContext } from "./context.ts";
import { fetchTestSet } from "./fetch_test_set.ts";

/** A row: what this miner found. */
export interface RoundResult {
  /** A score for each model, in the round's order */
  scores: number[];
  /** Merkle root over models and samples: miner/evaluation/evidence.ts */
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
  const keys = await readModelKeys(context.connection, competition, models);
  await context.evaluator.setCompetition(await fetchTestSet(context, spec, competition.testKey));
  const results = new Map<number, ModelResult>();
  await inLanes(models, context.evaluator.width, async (model) => {
    results.set(model.id, await evaluateModel(context, competition, model, keys));
  });
  const inOrder = round.models.map((id) => results.get(id)!);
  return {
    scores: inOrder.map(({ score }) => score),
    evidence: modelsRoot(inOrder.map(({ root }) => root)),
  };
}

interface ModelResult {
  score: number;
  /** Of the evidence, over the samples */
  root: Hex;
}

const INVALID: ModelResult = { score: INVALID_SCORE, root: NO_OUTPUTS };

async function evaluateModel(
  context: MinerContext,
  competition: Competition,
  model: Model,
  keys: Map<number, Hex>,
): Promise<ModelResult> {
  context.signal?.throwIfAborted();
  const sources = { ...context.sources, signal: context.signal };
  const bytes = await readPackage(context.connection, competition, model, sources);
  if (bytes === undefined) {
    context.log(`model ${model.id}: its bytes do not match its digest, so it is INVALID`);
    return INVALID;
  }
  const verdict = competition.sealed
    ? await judgeSealed(context, model, bytes, keys.get(model.id))
    : await judge(context, model, bytes);
  if (verdict.kind === "scored") return { score: verdict.score, root: verdict.root! };
  context.log(`model ${model.id}: INVALID by rule ${verdict.rule}: ${verdict.found}`);
  return INVALID;
}

async function judge(
  context: MinerContext,
  { id, digest }: Model,
  packed: Uint8Array,
): Promise<Verdict> {
  const { evaluator, onProgress } = context;
  return await evaluator.evaluate(packed, {
    evidence: digest,
    onProgress: onProgress && ((done, rows) => onProgress(id, done, rows)),
  });
}

/** The envelope has its digest already; what its key gives is judged as any package is. */
async function judgeSealed(
  context: MinerContext,
  model: Model,
  envelope: Uint8Array,
  key: Hex | undefined,
): Promise<Verdict> {
  if (key === undefined) throw noKey(model);
  let packed: Uint8Array;
  try {
    packed = await openModel(envelope, hexToBytes(key));
  } catch (error) {
    if (!(error instanceof InvalidModel)) throw error;
    const { rule, found, remedy } = error;
    return { kind: "invalid", rule, found, remedy };
  }
  return await judge(context, model, packed);
}

/** The contract puts no model into a round whose key it has not seen, so the node keeps it back. */
function noKey({ id }: Model): DemlError {
  return new DemlError(
    "chain",
    `The node has no event with the key of model ${id}, which is open by the contract's state`,
    "Use a node that has the logs since submissionEnd",
  );
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
