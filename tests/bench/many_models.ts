/**
 * A miner that judges a hundred small models, beside the engine alone on the same models and data:
 * what everything around the engine costs, from the chain's events to the verdicts in the journal.
 *
 * Each run has a new journal, since a kept verdict would be used again. Its children are warm: they
 * have judged other models on the same data.
 *
 * @module
 */
import native from "onnxruntime-node";
import { type Address, type Hex, parseEther, toHex, zeroHash } from "viem";
import { loadCore } from "../../core-wasm/mod.ts";
import { demlAbi } from "../../protocol/generated/deml.ts";
import { countCompetitions, readCompetition } from "../../miner/chain/read_competition.ts";
import { readModels } from "../../miner/chain/read_models.ts";
import { type DataSet, readDataSet } from "../../miner/dataset/data_set.ts";
import { mnistCsv } from "../../miner/dataset/mnist.ts";
import { contextOn } from "../../miner/demo/context_on.ts";
import type { Stage } from "../../miner/demo/stage.ts";
import type { MinerContext } from "../../miner/duties/context.ts";
import { judgeModels } from "../../miner/duties/judge_models.ts";
import { batchSize } from "../../miner/evaluation/guest/batching.ts";
import { type Evaluator, openEvaluator } from "../../miner/evaluation/host/evaluator.ts";
import { openBlockStore } from "../../miner/ipfs/block_store.ts";
import { sha256 } from "../../miner/ipfs/cid.ts";
import { admit } from "../../miner/model/admission.ts";
import { decodeModel, encodeModel } from "../../miner/model/onnx.ts";
import { pack } from "../../miner/model/package.ts";
import type { Competition } from "../../protocol/state/competition.ts";
import type { Model } from "../../protocol/state/model.ts";
import type { Judgement } from "../../protocol/score/judgement.ts";
import { scoreOf } from "../../protocol/score/score.ts";
import { openTerms, termsHashOf } from "../../protocol/terms/terms.ts";
import { median } from "../../scripts/bench/eval_stats.ts";
import type { Call, Crowd } from "../dashboard/crowd.ts";

const MODELS = 100;
const RUNS = 5;
const DAY = 86_400;
const FUND = parseEther("2");

/** What a hundred small models cost. */
export interface ManyModels {
  /** Wall time of the miner per evaluation, in milliseconds */
  evaluation: number;
  /** `session.run` alone, in this process, per model */
  engine: number;
  /** Their ratio, the median over the runs */
  ratio: number;
}

/** Measures, in a separate competition. */
export async function measureManyModels(stage: Stage, crowd: Crowd): Promise<ManyModels> {
  const evaluator = openEvaluator();
  try {
    const warming = Array.from({ length: evaluator.width }, (_, index) => variant(index));
    const measured = Array.from({ length: MODELS }, (_, index) => variant(100 + index));
    const { competition, models } = await enter(stage, crowd, [...warming, ...measured]);
    const data = readDataSet(loadCore(), stage.spec, "test", { data: await mnistCsv("test") });
    const bare = await bareEngine(stage, data, measured);
    await judge(await newMiner(stage, evaluator), competition, models.slice(0, warming.length));
    const runs = [];
    for (let run = 0; run < RUNS; run++) {
      const miner = await newMiner(stage, evaluator);
      const before = await bare.run();
      const ours = await judge(miner, competition, models.slice(warming.length));
      const after = await bare.run();
      requireSame(ours.scores, before.scores);
      runs.push({
        ours: ours.milliseconds,
        engine: (before.milliseconds + after.milliseconds) / 2,
      });
    }
    await bare.release();
    return {
      evaluation: median(runs.map(({ ours }) => ours)) / MODELS,
      engine: median(runs.map(({ engine }) => engine)) / MODELS,
      ratio: median(runs.map(({ ours, engine }) => ours / engine)),
    };
  } finally {
    await evaluator.close();
  }
}

const FIXTURE = new URL("../../examples/models/mlp.onnx", import.meta.url);
const mlp = await Deno.readFile(FIXTURE);

/** The fixture of 25,450 parameters, with other weights for each number. */
function variant(number: number): Uint8Array<ArrayBuffer> {
  const model = decodeModel(mlp);
  const weights = model.graph.initializer!.reduce((most, each) =>
    (each.rawData?.length ?? 0) > (most.rawData?.length ?? 0) ? each : most
  );
  const changed = Uint8Array.from(weights.rawData!);
  const values = new Float32Array(changed.buffer);
  for (let place = number; place < values.length; place += 997) values[place] = -values[place]!;
  weights.rawData = changed;
  return encodeModel(model);
}

/** A miner that judges a competition's models. */
async function judge(miner: MinerContext, competition: Competition, models: Model[]) {
  const found = new Map<number, Judgement>();
  const started = performance.now();
  await judgeModels(miner, competition, models, ({ id }, judgement) => {
    found.set(id, judgement);
  });
  const milliseconds = performance.now() - started;
  return { milliseconds, scores: models.map(({ id }) => found.get(id)!.score) };
}

/** One with an empty journal and the data in its store, as `deml mine` has it. */
async function newMiner(stage: Stage, evaluator: Evaluator): Promise<MinerContext> {
  const store = await openBlockStore(`${stage.folder}/miner-blocks`);
  return {
    ...contextOn(stage, await stage.actor("miner"), { judges: { evaluator }, log: () => {} }),
    sources: { gateways: [stage.gateway.url], store },
  };
}

/** The engine alone: loaded sessions, prepared tensors, and one call for each batch. */
async function bareEngine(
  stage: Stage,
  { rows, features, inputs, labels }: DataSet,
  all: Uint8Array[],
) {
  const sessions = await Promise.all(all.map(async (bytes) => {
    const { onnx, input, output, ...facts } = admit(bytes, stage.spec);
    const session = await native.InferenceSession.create(onnx, {
      executionProviders: ["cpu"],
      graphOptimizationLevel: "all",
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
    });
    const batch = batchSize({ ...facts, fixed: facts.fixedBatch, features });
    return { session, input, output, sample: facts.sample, batch };
  }));
  return {
    async run() {
      let milliseconds = 0;
      const scores: number[] = [];
      for (const { session, input, output, sample, batch } of sessions) {
        const feeds = Array.from({ length: Math.ceil(rows / batch) }, (_, index) => {
          const first = index * batch;
          const count = Math.min(batch, rows - first);
          const values = inputs.subarray(first * features, (first + count) * features);
          const dims = [count, ...sample];
          return { [input]: new native.Tensor("float32", values as Float32Array, dims) };
        });
        const outputs = [];
        const started = performance.now();
        for (const feed of feeds) outputs.push(await session.run(feed, [output]));
        milliseconds += performance.now() - started;
        const logits = outputs.map((each) => each[output]!.data as Float32Array);
        scores.push(scoreOf(countCorrect(logits, labels), rows));
      }
      return { milliseconds, scores };
    },
    async release() {
      for (const { session } of sessions) await session.release();
    },
  };
}

function countCorrect(batches: Float32Array[], labels: Int32Array): number {
  let [row, correct] = [0, 0];
  for (const logits of batches) {
    for (let first = 0; first < logits.length; first += 10, row++) {
      let best = 0;
      for (let place = 1; place < 10; place++) {
        if (logits[first + place]! > logits[first + best]!) best = place;
      }
      if (best === labels[row]) correct++;
    }
  }
  return correct;
}

function requireSame(ours: number[], engine: number[]): void {
  const wrong = ours.findIndex((score, index) => score !== engine[index]);
  if (wrong >= 0) throw new Error(`model ${wrong}: ${ours[wrong]}, the engine ${engine[wrong]}`);
}

/** A competition with these models, all of them on the chain. */
async function enter(stage: Stage, crowd: Crowd, models: Uint8Array[]) {
  const [organizer, ...authors] = await crowd.invite(
    ["organizer of many", "author of many 0", "author of many 1"],
  ) as [Address, ...Address[]];
  const now = await stage.now();
  const terms = openTerms({
    specDigest: stage.specDigest,
    fund: FUND,
    registrationEnd: now + DAY,
    submissionEnd: now + 2 * DAY,
    evaluationEnd: now + 9 * DAY,
    seats: 3,
    maxModels: models.length,
    maxModelsPerAuthor: Math.ceil(models.length / authors.length),
  });
  const of = (from: Address, functionName: string, args: unknown[], value?: bigint) =>
    ({ from, value, abi: demlAbi, functionName, args }) as unknown as Call;
  await crowd.send([of(organizer, "createCompetition", [terms], FUND)]);
  const id = await countCompetitions(stage.connection);
  const { buyIn } = await readCompetition(stage.connection, id);
  const termsHash = termsHashOf(organizer, FUND, terms);
  await crowd.send(
    authors.map((from) => of(from, "register", [id, termsHash, zeroHash], buyIn)),
  );
  await stage.warpTo(terms.registrationEnd);
  for (const [index, onnx] of models.entries()) {
    const bytes = pack(onnx);
    const digest: Hex = toHex(await sha256(bytes));
    const from = authors[index % authors.length]!;
    await crowd.send([
      of(from, "submitModel", [id, digest, BigInt(bytes.length), zeroHash, toHex(bytes)]),
    ]);
  }
  await stage.warpTo(terms.submissionEnd);
  const competition = await readCompetition(stage.connection, id);
  return { competition, models: await readModels(stage.connection, id, models.length) };
}
