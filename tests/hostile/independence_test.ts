/**
 * A sample's scores do not depend on its company: what rule `independence` refuses lets samples see
 * each other or their places, and what it admits does not, to the bit, in engine `wasm`.
 */
import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { openEngine } from "../../miner/evaluation/engine/open_engine.ts";
import { admit, type Admitted } from "../../miner/model/admission.ts";
import { theInput } from "../../miner/model/check_input.ts";
import { decodeModel } from "../../miner/model/onnx.ts";
import { unpack } from "../../miner/model/package.ts";
import { InvalidModel } from "../../protocol/score/verdict.ts";
import { mnistSpec } from "../../miner/dataset/mnist_spec.ts";
import { SPEC } from "./build.ts";
import { CASES } from "./cases.ts";
import { INDEPENDENCE_CASES } from "./cases/independence.ts";
import { admitted, playModel, someModel } from "./fuzz_independence.ts";
import { firstApart } from "./independence/company.ts";
import { judge } from "./judge.ts";
import { random } from "./mutate.ts";

/** Random graphs; `deno task fuzz --only independence` tries more. */
const COUNT = Number(Deno.env.get("DEML_FUZZ") ?? 1_500);
const SAMPLES = 6;

// Outside the tests: loading one leaves a port of node:worker_threads behind for the process's life.
const wasm = await openEngine("wasm");

function someSamples(features: number): Float32Array {
  const next = random(7);
  return Float32Array.from({ length: SAMPLES * features }, () => Math.floor(next() * 10));
}

/** A model as it is in a package, before admission. */
function unadmitted(bytes: Uint8Array): Parameters<typeof firstApart>[1] {
  const onnx = unpack(bytes, SPEC.limits);
  const { graph } = decodeModel(onnx);
  const { name, dims } = theInput(graph);
  const [fixedBatch, ...sample] = dims ?? [];
  const output = graph.output?.[0]?.name ?? "";
  return { onnx, input: name, output, sample: sample as number[], fixedBatch };
}

Deno.test("what is refused does let samples see each other", async (test) => {
  for (const { name, rule, bytes } of INDEPENDENCE_CASES) {
    if (rule === undefined) continue;
    await test.step(name, async () => {
      assert(judge(bytes(), SPEC) instanceof InvalidModel);
      const model = unadmitted(bytes());
      const apart = await firstApart(wasm, model, someSamples(4), SAMPLES, random(1));
      assert(apart !== undefined, "it keeps its samples apart");
    });
  }
});

Deno.test("every admitted fixture gives a sample its scores in any order and company", async () => {
  let ran = 0;
  for (const { name, rule, runs, bytes, limits } of CASES) {
    if (rule !== undefined || runs) continue;
    const spec = { ...SPEC, limits: { ...SPEC.limits, ...limits } };
    const model = admit(unpack(bytes(), spec.limits), spec);
    const apart = await firstApart(wasm, model, someSamples(4), SAMPLES, random(ran));
    assertEquals(apart, undefined, name);
    ran++;
  }
  assert(ran > 25, `${ran}`);
});

Deno.test("so does every example", async () => {
  for (const name of ["logreg", "mlp", "lenet"]) {
    const path = fromFileUrl(new URL(`../../examples/models/${name}.onnx`, import.meta.url));
    const model = admit(await Deno.readFile(path), mnistSpec());
    const apart = await firstApart(wasm, model, someSamples(784), SAMPLES, random(3));
    assertEquals(apart, undefined, name);
  }
});

Deno.test(`so does every admitted one of ${COUNT} random graphs`, async () => {
  const found = new Map<string, number>();
  let ran = 0;
  for (let seed = 1; seed <= COUNT; seed++) {
    const onnx = someModel(seed);
    const model: Admitted | InvalidModel = admitted(onnx);
    const rule = model instanceof InvalidModel ? model.rule : "admitted";
    found.set(rule, (found.get(rule) ?? 0) + 1);
    try {
      if (await playModel(onnx, wasm, random(seed))) ran++;
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error });
    }
  }
  // Neither does it refuse all that moves its samples, nor is there nothing to refuse.
  assert(ran > COUNT / 4, JSON.stringify([...found]));
  assert((found.get("independence") ?? 0) > COUNT / 20, JSON.stringify([...found]));
});
