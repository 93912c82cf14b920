/**
 * Graphs that move their samples from axis to axis, and sometimes let them meet: in an admitted one,
 * a sample's scores are the same in any order and any company, to the bit.
 *
 * @module
 */
import { openEngine } from "../../miner/evaluation/engine/open_engine.ts";
import { admit, type Admitted } from "../../miner/model/admission.ts";
import { InvalidModel } from "../../protocol/score/verdict.ts";
import { type Fuzz, play } from "./fuzzer.ts";
import { operatorModel, specFor } from "./fuzz_operators.ts";
import { firstApart } from "./independence/company.ts";
import { wanderer } from "./independence/wanderer.ts";
import { type Random, random } from "./mutate.ts";
import { COLUMNS, TABLE } from "./operators/graph_builder.ts";

export const NAME = "independence";

/** Samples that meet. */
export const SAMPLES = 6;

/** A random model, half of them around one operator. */
export function someModel(seed: number): Uint8Array {
  const next = random(seed);
  return next() < 0.5 ? wanderer(next).onnx : operatorModel(seed).onnx;
}

/** A model as admitted; the rule that it breaks. */
export function admitted(onnx: Uint8Array): Admitted | InvalidModel {
  try {
    return admit(onnx, specFor(onnx));
  } catch (error) {
    if (error instanceof InvalidModel) return error;
    throw error;
  }
}

export function someSamples(next: Random): Float32Array {
  return Float32Array.from({ length: SAMPLES * COLUMNS }, () => Math.floor(next() * TABLE));
}

/** Plays a model; returns whether it ran. */
export async function playModel(
  onnx: Uint8Array,
  engine: Awaited<ReturnType<typeof openEngine>>,
  next: Random,
): Promise<boolean> {
  const model = admitted(onnx);
  if (model instanceof InvalidModel) return false;
  let apart;
  try {
    apart = await firstApart(engine, model, someSamples(next), SAMPLES, next);
  } catch {
    return false; // An engine that refuses a model does so for all of its samples.
  }
  if (apart === undefined) return true;
  const { batch, sample, alone, together } = apart;
  throw new Error(`Sample ${sample} of [${batch}]: ${alone.slice(0, 4)} / ${together.slice(0, 4)}`);
}

export const fuzz: Fuzz = async (random, until) => {
  const engine = await openEngine("wasm");
  return await play(random, until, async (next, seed) => {
    await playModel(someModel(seed), engine, next);
  });
};
