/**
 * Models that PyTorch, Keras and scikit-learn trained, exported by scripts/export and scored by DeML:
 * the count must be the framework's own, and so must every label.
 *
 * `deno task test:interop` trains them first; of itself, `deno test` does not find this file.
 */
import { assert, assertEquals } from "@std/assert";
import { readNpy } from "../../miner/dataset/npy.ts";
import {
  type CompetitionSpec,
  type DataFile,
  featuresOf,
  type InputSpec,
} from "../../protocol/spec/spec.ts";
import { ENGINES } from "../../miner/evaluation/engine/engine.ts";
import { type Evaluator, openEvaluator } from "../../miner/evaluation/host/evaluator.ts";
import { pack } from "../../miner/model/package.ts";
import { scoreOf } from "../../protocol/score/score.ts";
import { UNPUBLISHED } from "../../protocol/spec/part.ts";

const FOLDER = Deno.env.get("DEML_INTEROP_MODELS");
if (FOLDER === undefined) throw new Error("Run `deno task test:interop`, which trains the models");

interface Facts {
  framework: string;
  data: string;
  correct: number;
}

/** Samples as arrays; or a table, and how it is read. */
type DataFacts =
  | { shape: number[]; rows: number; classes: number }
  | { csv: Pick<Table, "rows" | "classes" | "labelColumn" | "header">; input: InputSpec };
type Table = Extract<DataFile, { format: "csv" }>;

const json = async <T>(name: string) =>
  JSON.parse(await Deno.readTextFile(`${FOLDER}/${name}`)) as T;
const read = (name: string) => Deno.readFile(`${FOLDER}/${name}`);

const models = [...Deno.readDirSync(FOLDER)].map(({ name }) => name)
  .filter((name) => name.endsWith(".onnx")).map((name) => name.slice(0, -5)).sort();

async function load(evaluator: Evaluator, name: string) {
  const facts = await json<DataFacts>(`${name}.data.json`);
  const input: InputSpec = "input" in facts
    ? facts.input
    : { shape: facts.shape, type: "float32", layout: "flat", scale: 1, mean: [0], std: [1] };
  const test: DataFile = "csv" in facts ? { cid: UNPUBLISHED, format: "csv", ...facts.csv } : {
    rows: facts.rows,
    classes: facts.classes,
    cid: UNPUBLISHED,
    labels: UNPUBLISHED,
    format: "npy",
  };
  const spec: CompetitionSpec = {
    version: 1,
    name,
    description: "",
    metric: "accuracy",
    test,
    input,
    limits: { unpackedBytes: 8_000_000, parameters: 2_000_000, multiplyAdds: 50_000_000 },
    engine: { name: "native", version: "1.30.0" },
  };
  assert(featuresOf(input) > 0);
  if ("csv" in facts) {
    return await evaluator.load({ spec, part: "test", data: await read(`${name}.csv`) });
  }
  const [data, labels] = [await read(`${name}.rows.npy`), await read(`${name}.labels.npy`)];
  return await evaluator.load({ spec, part: "test", data, labels });
}

Deno.test("twelve models or more, of three frameworks", () => {
  assert(models.length >= 12, models.join());
  for (const framework of ["torch", "keras", "sklearn"]) {
    assert(models.some((name) => name.startsWith(framework)), framework);
  }
});

for (const engine of ENGINES) {
  Deno.test(`the frameworks' own counts, engine ${engine}`, async (test) => {
    const evaluator = openEvaluator({ engine, width: 1 });
    try {
      for (const name of models) {
        const { framework, data, correct } = await json<Facts>(`${name}.model.json`);
        await test.step(`${name}, ${framework}`, async () => {
          const loaded = await load(evaluator, data);
          const verdict = await loaded.evaluate(pack(await read(`${name}.onnx`)));
          assert(verdict.kind === "scored", JSON.stringify(verdict));
          const predictions = readNpy(await read(`${name}.predictions.npy`)).data;
          const different = verdict.predictions.filter((label, row) => label !== predictions[row]);
          assertEquals(different.length, 0, `${different.length} rows get another label`);
          assertEquals(verdict.correct, correct);
          assertEquals(verdict.score, scoreOf(correct, verdict.rows));
        });
      }
    } finally {
      await evaluator.close();
    }
  });
}
