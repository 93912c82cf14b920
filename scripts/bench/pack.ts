/**
 * `deno task bench:pack`: a packed model's size compared with the original's pipeline on the same
 * weights, what coarser weights cost in accuracy, and the time and memory of large files. `--json`
 * prints only the ratios; `--large` measures large files alone, which needs no PyTorch.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/from-file-url";
import { renderTable } from "../../miner/cli/render_table.ts";
import { mnistIdx } from "../../miner/dataset/mnist.ts";
import { MNIST_AS_IDX, mnistSpec } from "../../miner/dataset/mnist_spec.ts";
import type { CompetitionSpec } from "../../protocol/spec/spec.ts";
import { openEvaluator } from "../../miner/evaluation/host/evaluator.ts";
import { loadCore } from "../../core-wasm/mod.ts";
import { pack, unpack } from "../../miner/model/package.ts";
import { withFloat16, withInt8 } from "../../miner/model/smaller_weights.ts";
import { measureLarge } from "./pack_large.ts";
import { MissingFramework, pythonWith } from "../export/environment.ts";

const HERE = fromFileUrl(new URL("./", import.meta.url));
const FOLDER = `${HERE}../../build/bench`;
const LIMIT = 64_000_000;

const core = loadCore();

const DIGITS = mnistSpec(MNIST_AS_IDX, {
  unpackedBytes: LIMIT,
  parameters: 10_000_000,
  multiplyAdds: 100_000_000,
});
const SPEC: CompetitionSpec = { ...DIGITS, input: { ...DIGITS.input, layout: "flat" } };

interface Row {
  model: string;
  form: string;
  bytes: number;
  /** Our bytes divided by the original's */
  ratio: number;
  /** Percent of the 10,000 digits */
  accuracy: number;
  /** Points of accuracy lost */
  lost: number;
  changed: number;
  packMs: number;
  unpackMs: number;
}

async function models(): Promise<void> {
  const python = await pythonWith("torch");
  await Deno.remove(FOLDER, { recursive: true }).catch(() => {});
  const { success, stderr } = await new Deno.Command(python, {
    args: [`${HERE}original_pack.py`, FOLDER],
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

function timed<T>(work: () => T): [result: T, milliseconds: number] {
  const started = performance.now();
  const result = work();
  return [result, performance.now() - started];
}

async function measure(name: string): Promise<Row[]> {
  const onnx = await Deno.readFile(`${FOLDER}/${name}.onnx`);
  const original = (await Deno.stat(`${FOLDER}/${name}.original`)).size;
  const evaluator = openEvaluator();
  try {
    const { images, labels } = await mnistIdx("test");
    const loaded = await evaluator.load({ spec: SPEC, part: "test", data: images, labels });
    const forms: [string, () => Uint8Array][] = [
      ["lossless", () => onnx],
      ["--float16", () => withFloat16(onnx).onnx],
      ["--int8", () => withInt8(onnx).onnx],
    ];
    const rows: Row[] = [];
    let exact: Int32Array | undefined;
    for (const [form, make] of forms) {
      const [packed, packMs] = timed(() => pack(make(), core));
      const [, unpackMs] = timed(() => unpack(packed, { unpackedBytes: LIMIT }, core));
      const verdict = await loaded.evaluate(packed);
      if (verdict.kind === "invalid") throw new Error(`${name} ${form}: ${verdict.found}`);
      const base = exact ??= verdict.predictions;
      const accuracy = verdict.correct / 100;
      rows.push({
        model: `${name}, ${onnx.length.toLocaleString("en")} bytes`,
        form,
        bytes: packed.length,
        ratio: packed.length / original,
        accuracy,
        lost: (rows[0]?.accuracy ?? accuracy) - accuracy,
        changed: verdict.predictions.filter((label, i) => label !== base[i]).length,
        packMs,
        unpackMs,
      });
    }
    const [first] = rows;
    const before = { ...first!, form: "original", bytes: original, ratio: 1 };
    return [{ ...before, packMs: NaN, unpackMs: NaN }, ...rows];
  } finally {
    await evaluator.close();
  }
}

function show(rows: Row[]): void {
  const right = ["bytes", "of original", "accuracy", "lost", "labels changed", "pack", "unpack"];
  const ms = (value: number) => Number.isNaN(value) ? "" : `${value.toFixed(0)} ms`;
  console.log(renderTable(
    [
      { heading: "model" },
      { heading: "form" },
      ...right.map((heading) => ({
        heading,
        right: true,
      })),
    ],
    rows.map((row) => [
      row.model,
      row.form,
      row.bytes.toLocaleString("en"),
      row.ratio.toFixed(3),
      `${row.accuracy.toFixed(2)} %`,
      row.lost.toFixed(2),
      String(row.changed),
      ms(row.packMs),
      ms(row.unpackMs),
    ]),
  ));
}

/** The ratios of packages to the original's, after a table of them unless only ratios are wanted. */
async function beside(json: boolean): Promise<Record<string, number>> {
  await models();
  const [small, large] = [await measure("small"), await measure("large")];
  const of = (rows: Row[], form: string) => rows.find((row) => row.form === form)!.ratio;
  // If two models are measured, the worse one counts.
  const worse = (form: string) => Math.max(of(small, form), of(large, form));
  if (!json) show([...small, ...large]);
  return {
    lossless_30k_vs_original: of(small, "lossless"),
    lossless_4m_vs_original: of(large, "lossless"),
    float16_vs_original: worse("--float16"),
    int8_vs_original: worse("--int8"),
  };
}

try {
  const json = Deno.args.includes("--json");
  // First, since the other part empties the folder.
  const large = await measureLarge();
  if (!json) {
    const right = { heading: "ratio", right: true };
    const rows = Object.entries(large).map(([name, ratio]) => [name, ratio.toFixed(2)]);
    console.log(renderTable([{ heading: "large files" }, right], rows));
  }
  const ratios = Deno.args.includes("--large") ? {} : await beside(json);
  if (json) console.log(JSON.stringify({ ...ratios, ...large }));
} catch (error) {
  if (!(error instanceof MissingFramework)) throw error;
  console.error(`PyTorch is missing, so only --large can be measured. ${error.message}`);
  Deno.exit(1);
}
