/**
 * Operators with odd inputs, through both engines: an admitted model's output must be the same,
 * except for rounding.
 *
 * @module
 */
import type { CompetitionSpec } from "../../protocol/spec/spec.ts";
import { type Engine, ENGINES } from "../../miner/evaluation/engine/engine.ts";
import { openEngine } from "../../miner/evaluation/engine/open_engine.ts";
import { admit, readModel } from "../../miner/model/admission.ts";
import { walk } from "../../miner/model/graph_walk.ts";
import { InvalidModel } from "../../protocol/score/verdict.ts";
import { SPEC } from "./build.ts";
import { type Fuzz, play } from "./fuzzer.ts";
import { pick, random } from "./mutate.ts";
import { CLASSICAL } from "./operators/classical.ts";
import { ELEMENTWISE } from "./operators/elementwise.ts";
import { COLUMNS, GraphBuilder, TABLE } from "./operators/graph_builder.ts";
import { FUSIONS } from "./operators/fusions.ts";
import type { Probes } from "./operators/probe.ts";
import { QUANTIZED } from "./operators/quantized.ts";
import { REDUCTIONS } from "./operators/reductions.ts";
import { SPATIAL } from "./operators/spatial.ts";

export const NAME = "operators";

/** A probe for every operator that is admitted. */
export const PROBES: Probes = {
  ...ELEMENTWISE,
  ...REDUCTIONS,
  ...QUANTIZED,
  ...SPATIAL,
  ...CLASSICAL,
  ...FUSIONS,
};
export const OPSETS = [7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 22, 23, 24];
const ROWS = 4;
/** Parts of the larger of two values by which engines may round apart. */
const ROUNDING = 1e-3;

/** The model of a seed. */
export function operatorModel(
  seed: number,
  only?: string,
): { name: string; opset: number; onnx: Uint8Array; samples: Float32Array } {
  const next = random(seed);
  const name = only ?? pick(next, Object.keys(PROBES));
  const builder = new GraphBuilder(next, pick(next, OPSETS));
  const onnx = builder.model(PROBES[name]!(builder));
  const samples = Float32Array.from({ length: ROWS * COLUMNS }, () => Math.floor(next() * TABLE));
  return { name, opset: builder.opset, onnx, samples };
}

/** The spec that a model's scores fit. */
export function specFor(onnx: Uint8Array): CompetitionSpec {
  const { graph } = readModel(onnx);
  const scores = walk(graph, "samples", [COLUMNS], undefined).values.get(graph.output![0]!.name!)!;
  return {
    ...SPEC,
    test: { ...SPEC.test, classes: scores.shape[1]! },
    input: { shape: [COLUMNS], type: "float32", layout: "flat", scale: 1, mean: [0], std: [1] },
  };
}

export type Given = { values: Float32Array } | { refused: string };

/** What an engine makes of a model, after admission. */
export async function through(
  engine: Engine,
  onnx: Uint8Array,
  samples: Float32Array,
): Promise<Given> {
  try {
    const admitted = admit(onnx, specFor(onnx));
    const session = await engine.load(admitted.onnx, admitted);
    try {
      const rows = admitted.fixedBatch ?? ROWS;
      const values: number[] = [];
      for (let at = 0; at < samples.length; at += rows * COLUMNS) {
        const batch = samples.slice(at, at + rows * COLUMNS);
        const { data } = await session.run(batch, [rows, COLUMNS]);
        values.push(...data as Float32Array);
      }
      return { values: Float32Array.from(values) };
    } finally {
      await session.release();
    }
  } catch (error) {
    if (error instanceof InvalidModel) return { refused: `admission: ${error.message}` };
    return { refused: (error as Error).message };
  }
}

/** The first place where two results differ by more than rounding. */
export function difference(a: Given, b: Given): string | undefined {
  if ("refused" in a || "refused" in b) {
    if ("refused" in a && "refused" in b) return;
    return `${JSON.stringify(a).slice(0, 200)} / ${JSON.stringify(b).slice(0, 200)}`;
  }
  if (a.values.length !== b.values.length) return `${a.values.length} / ${b.values.length} values`;
  const at = a.values.findIndex((value, i) => !close(value, b.values[i]!));
  return at < 0 ? undefined : `${a.values[at]} / ${b.values[at]} at ${at}`;
}

function close(a: number, b: number): boolean {
  if (Object.is(a, b) || a === b) return true;
  return Math.abs(a - b) <= ROUNDING * Math.max(1, Math.min(Math.abs(a), Math.abs(b)));
}

export const openEngines = () => Promise.all(ENGINES.map(openEngine));

export const fuzz: Fuzz = async (random, until) => {
  const [one, other] = await openEngines();
  return await play(random, until, async (_, seed) => {
    const { name, opset, onnx, samples } = operatorModel(seed);
    const found = difference(
      await through(one!, onnx, samples),
      await through(other!, onnx, samples),
    );
    if (found !== undefined) throw new Error(`${name}, opset ${opset}: ${found}`);
  });
};
