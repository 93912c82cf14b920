/**
 * What other people's exporters write: admitted or refused as real_exports/expected.json says, and
 * the framework's own label for every row, on both engines. Prints the table.
 *
 * `deno task test:interop exports` makes the models first; of itself, `deno test` does not find this
 * file.
 */
import { assert, assertEquals } from "@std/assert";
import { readOnnx } from "../../miner/cli/read_model_file.ts";
import { readNpy } from "../../miner/dataset/npy.ts";
import { ENGINES } from "../../miner/evaluation/engine/engine.ts";
import { type Evaluator, openEvaluator } from "../../miner/evaluation/host/evaluator.ts";
import { pack } from "../../miner/model/package.ts";
import { InvalidModel } from "../../protocol/score/verdict.ts";
import type { CompetitionSpec } from "../../protocol/spec/spec.ts";
import { UNPUBLISHED } from "../../protocol/spec/part.ts";
import expected from "./real_exports/expected.json" with { type: "json" };

const FOLDER = Deno.env.get("DEML_REAL_EXPORTS");
if (FOLDER === undefined) {
  throw new Error("Run `deno task test:interop exports`, which makes the models");
}

interface Model {
  exporter: string;
  name: string;
  data: string;
}

/** What becomes of a model: `admitted`, the exporter's failure, or the rule that it breaks. */
type Outcome = "admitted" | "not exported" | "other labels" | `refused: ${string}`;

const read = (name: string) => Deno.readFile(`${FOLDER}/${name}`);
const json = async <T>(name: string) =>
  JSON.parse(await Deno.readTextFile(`${FOLDER}/${name}`)) as T;

const models = await Promise.all(
  [...Deno.readDirSync(FOLDER)].map(({ name }) => name)
    .filter((name) => name.endsWith(".model.json")).sort()
    .map((name) => json<Model>(name)),
);

/** What is listed: everything is admitted but the models that are named with a reason. */
function listed({ exporter, name }: Model): string {
  const exceptions: Record<string, Record<string, string>> = expected.exceptions;
  return exceptions[exporter]?.[name] ?? "admitted";
}

async function load(evaluator: Evaluator, { data }: Model, labels: Uint8Array) {
  const { shape, rows, classes } = await json<{ shape: number[]; rows: number; classes: number }>(
    `${data}.data.json`,
  );
  const spec: CompetitionSpec = {
    version: 1,
    name: data,
    description: "",
    metric: "accuracy",
    test: { cid: UNPUBLISHED, labels: UNPUBLISHED, format: "npy", rows, classes },
    input: { shape, type: "float32", layout: "flat", scale: 1, mean: [0], std: [1] },
    limits: { unpackedBytes: 64_000_000, parameters: 16_000_000, multiplyAdds: 4_000_000_000 },
    engine: { name: "native", version: "1.30.0" },
  };
  const samples = await read(`${data}.rows.npy`);
  return await evaluator.load({ spec, part: "test", data: samples, labels });
}

/** What becomes of one model, and in whose words. */
async function judge(evaluator: Evaluator, model: Model): Promise<[Outcome, string]> {
  const file = `${model.exporter}-${model.name}`;
  const failed = await Deno.readTextFile(`${FOLDER}/${file}.failed.txt`).catch(() => undefined);
  if (failed !== undefined) return ["not exported", failed.split("\n")[0]!.slice(0, 200)];
  const labels = await read(`${file}.labels.npy`);
  let packed: Uint8Array;
  try {
    packed = pack(await readOnnx(`${FOLDER}/${file}.onnx`));
  } catch (error) {
    if (!(error instanceof InvalidModel)) throw error;
    return [`refused: ${error.rule}`, error.found];
  }
  const verdict = await (await load(evaluator, model, labels)).evaluate(packed);
  if (verdict.kind === "invalid") return [`refused: ${verdict.rule}`, verdict.found];
  assert(verdict.kind === "scored", `${file}: ${JSON.stringify(verdict)}`);
  const said = readNpy(labels).data;
  const different = verdict.predictions.filter((label, row) => label !== said[row]).length;
  return different === 0 ? ["admitted", ""] : ["other labels", `${different} of ${said.length}`];
}

if (Deno.env.get("DEML_REAL_EXPORTS_ALL") === "1") {
  Deno.test("every model of the table is there", () => {
    const counts: Record<string, number> = {};
    for (const { exporter } of models) counts[exporter] = (counts[exporter] ?? 0) + 1;
    assertEquals(counts, expected.counts);
  });
}

for (const engine of ENGINES) {
  Deno.test(`real exports are judged as listed, engine ${engine}`, async () => {
    assert(models.length > 0, "no models");
    const evaluator = openEvaluator({ engine, width: 1 });
    const table = new Map<string, { right: number; all: number }>();
    const wrong: string[] = [];
    const told: string[] = [];
    try {
      for (const model of models) {
        const [outcome, why] = await judge(evaluator, model);
        const row = table.get(model.exporter) ?? { right: 0, all: 0 };
        row.all++;
        if (outcome === "admitted") row.right++;
        else told.push(`  ${model.exporter} ${model.name}: ${outcome}; ${why}`);
        table.set(model.exporter, row);
        const wanted = listed(model);
        if (outcome !== wanted) {
          wrong.push(`${model.exporter} ${model.name}: ${outcome} (${why}), listed: ${wanted}`);
        }
      }
    } finally {
      await evaluator.close();
    }
    console.log(`\n| exporter | admitted, same labels | engine ${engine} |`);
    for (const [exporter, { right, all }] of table) {
      console.log(`| ${exporter} | ${right} of ${all} |`);
    }
    console.log(told.join("\n"));
    assertEquals(wrong, []);
  });
}
