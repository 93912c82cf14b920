/**
 * A table of words and missing cells, from the CSV to the label, beside scikit-learn: its pipelines
 * of OneHotEncoder and SimpleImputer learned from the words themselves.
 *
 * tests/interop/train_mixed.py wrote the fixture, with words that training had not seen.
 */
import { assert, assertEquals } from "@std/assert";
import { loadCore } from "../core-wasm/mod.ts";
import { readDataSet } from "../miner/dataset/data_set.ts";
import { readNpy } from "../miner/dataset/npy.ts";
import { ENGINES } from "../miner/evaluation/engine/engine.ts";
import { openEvaluator } from "../miner/evaluation/host/evaluator.ts";
import { pack } from "../miner/model/package.ts";
import { UNPUBLISHED } from "../protocol/spec/part.ts";
import { checkSpec, type CompetitionSpec } from "../protocol/spec/spec.ts";

const FOLDER = new URL("fixtures/mixed_table/", import.meta.url);
const read = (name: string) => Deno.readFile(new URL(name, FOLDER));
const MODELS = ["sklearn-mixed-logistic", "sklearn-mixed-boosting"];

async function specOf(): Promise<CompetitionSpec> {
  const { csv, input } = JSON.parse(new TextDecoder().decode(await read("mixed.data.json")));
  return checkSpec({
    version: 1,
    name: "A mixed table",
    description: "",
    metric: "accuracy",
    test: { cid: UNPUBLISHED, format: "csv", ...csv },
    input,
    limits: { unpackedBytes: 1_000_000, parameters: 100_000, multiplyAdds: 1_000_000 },
    engine: { name: "native", version: "1.30.0" },
  });
}

Deno.test("inputs are those that the rules say, bit for bit, in pieces and at once", async () => {
  const [spec, data] = [await specOf(), await read("mixed.csv")];
  const npy = await read("mixed.inputs.npy");
  const rows = spec.test.rows;
  const expected = new Float32Array(npy.slice(-4 * rows * 5).buffer);
  assert(expected.some(Number.isNaN));
  const bits = (values: Float32Array | Uint8Array) => new Uint32Array(values.buffer);
  for (const build of ["simd", "scalar"] as const) {
    const core = loadCore({ build });
    const whole = readDataSet(core, spec, "test", { data });
    assertEquals(bits(whole.inputs), bits(expected));
    for (const size of [1, 7, 4_096]) {
      const pieces = function* () {
        for (let at = 0; at < data.length; at += size) yield data.subarray(at, at + size);
      };
      const arriving = { data: new Uint8Array(), pieces: pieces() };
      assertEquals(readDataSet(core, spec, "test", arriving).inputs, whole.inputs);
    }
  }
});

Deno.test("scale, mean and deviation apply to codes and fills as to any value, and leave NaN", async () => {
  const [spec, data] = [await specOf(), await read("mixed.csv")];
  const core = loadCore();
  const plain = readDataSet(core, spec, "test", { data }).inputs;
  const input = { ...spec.input, scale: 0.1, mean: [3], std: [7] };
  const { inputs } = readDataSet(core, { ...spec, input }, "test", { data });
  const { fround } = Math;
  const expected = Float32Array.from(
    plain,
    (value) => fround(fround(fround(value * fround(0.1)) - 3) / 7),
  );
  assertEquals(inputs, expected);
  assert(inputs.some(Number.isNaN));
});

for (const engine of ENGINES) {
  Deno.test(`every label is scikit-learn's own, engine ${engine}`, async () => {
    const evaluator = openEvaluator({ engine, width: 1 });
    try {
      const [spec, data] = [await specOf(), await read("mixed.csv")];
      const loaded = await evaluator.load({ spec, part: "test", data });
      for (const name of MODELS) {
        const verdict = await loaded.evaluate(pack(await read(`${name}.onnx`)));
        assert(verdict.kind === "scored", JSON.stringify(verdict));
        const { data: labels } = readNpy(await read(`${name}.predictions.npy`));
        assertEquals([...verdict.predictions], [...labels], name);
      }
    } finally {
      await evaluator.close();
    }
  });
}
