import type { Verdict } from "../../evaluation/evaluator.ts";
import { openEvaluator } from "../../evaluation/evaluator.ts";
import { type CompetitionSpec, parseSpec } from "../../dataset/spec.ts";
import { readIdx } from "../../dataset/idx.ts";
import { EXIT, readFile } from "../../errors.ts";
import { cidOfBytes } from "../../ipfs/cid.ts";
import { type Command, type Invocation, usage } from "../command.ts";
import { showScore, toJson } from "../format.ts";
import { renderTable } from "../render_table.ts";
import { reportInvalid } from "../report_invalid.ts";

export const evaluate: Command = {
  name: "evaluate",
  summary: "Score a model on data of your own, as the miners would",
  positional: "MODEL",
  options: [
    { name: "data", value: "FILE", help: "Samples: CSV, IDX (-ubyte) or NPY" },
    { name: "labels", value: "FILE", help: "Labels, for IDX and NPY" },
    { name: "spec", value: "FILE", help: "competition.json; the flags below stand in for one" },
    { name: "shape", value: "DIMS", help: "Shape of one sample", default: "1,28,28" },
    { name: "classes", value: "N", help: "Number of classes", default: "10" },
    { name: "divide", value: "NUMBER", help: "What values are divided by", default: "255" },
    { name: "label-column", value: "INDEX", help: "Column of the label, from 0", default: "0" },
    { name: "header", help: "The CSV's first line names its columns" },
  ],
  notes: "MODEL is an .onnx file or a .deml package. The defaults describe MNIST as CSV.\n" +
    "The table counts labels (rows) by what the model said (columns).",
  examples: [
    "deml evaluate model.onnx --data mnist_test.csv",
    "deml evaluate entry.deml --data test.csv --spec competition.json",
  ],
  async run(invocation) {
    const path = invocation.argument(0, "MODEL");
    const model = await readFile(path);
    const data = await readFile(invocation.required("data"));
    const labelsPath = invocation.text("labels");
    const labels = labelsPath === undefined ? undefined : await readFile(labelsPath);
    const spec = await specOf(invocation, data);
    const { terminal } = invocation;
    const evaluator = openEvaluator({ signal: invocation.signal });
    let verdict: Verdict;
    try {
      terminal.progress("Reading the data");
      await evaluator.setCompetition({ spec, part: "test", data, labels });
      verdict = await evaluator.evaluate(model, {
        form: isOnnx(path) ? "onnx" : "package",
        onProgress: (done, rows) => terminal.progress(`Evaluating: ${done} of ${rows} rows`),
      });
    } finally {
      terminal.clear();
      await evaluator.close();
    }
    if (verdict.kind === "invalid") return reportInvalid(invocation, path, verdict);
    report(invocation, path, verdict, spec.test.classes);
    return EXIT.ok;
  },
};

function isOnnx(path: string): boolean {
  return path.endsWith(".onnx");
}

function report(
  { json, terminal }: Invocation,
  path: string,
  verdict: Verdict & { kind: "scored" },
  classes: number,
): void {
  const { score, correct, rows, confusion, details } = verdict;
  if (json) {
    const table = confusion &&
      Array.from(
        { length: classes },
        (_, i) => [...confusion.slice(i * classes, (i + 1) * classes)],
      );
    const { parameters, multiplyAdds, milliseconds } = details;
    terminal.out(
      toJson({
        model: path,
        score,
        correct,
        rows,
        parameters,
        multiplyAdds,
        milliseconds,
        confusion: table,
      }),
    );
    return;
  }
  terminal.out(`${terminal.paint.bold(showScore(score))}: ${correct} of ${rows} correct`);
  if (confusion === undefined || classes > 20) return;
  terminal.out();
  terminal.out(renderTable(
    [
      { heading: "label", right: true },
      ...Array.from({ length: classes }, (_, i) => ({ heading: String(i), right: true })),
      { heading: "right", right: true },
    ],
    Array.from({ length: classes }, (_, label) => {
      const row = [...confusion.slice(label * classes, (label + 1) * classes)];
      const total = row.reduce((sum, count) => sum + count, 0);
      const right = total === 0 ? "-" : `${(100 * row[label]! / total).toFixed(1)} %`;
      return [String(label), ...row.map((count) => count === 0 ? "·" : String(count)), right];
    }),
  ));
}

async function specOf(invocation: Invocation, data: Uint8Array): Promise<CompetitionSpec> {
  const path = invocation.text("spec");
  if (path !== undefined) return parseSpec(await readFile(path));
  const shape = invocation.required("shape").split(",").map(Number);
  if (shape.some((dim) => !Number.isInteger(dim) || dim < 1)) {
    throw usage(evaluate, "--shape takes whole numbers with commas between, e.g. 1,28,28");
  }
  const divide = Number(invocation.required("divide"));
  if (!Number.isFinite(divide) || divide <= 0) {
    throw usage(evaluate, "--divide takes a number above 0");
  }
  const classes = invocation.integer("classes", { min: 2, max: 65_536 })!;
  const cid = String(await cidOfBytes(data));
  return {
    version: 1,
    name: "local",
    description: "",
    metric: "accuracy",
    test: testOf(invocation, data, cid, classes),
    // x / divide is exact where x × (1 / divide) is not.
    input: { shape, type: "float32", layout: "flat", scale: 1, mean: [0], std: [divide] },
    limits: { unpackedBytes: 1 << 30, parameters: 1e9, multiplyAdds: 1e12 },
    engine: { name: "native", version: "1.30.0" },
  };
}

function testOf(
  invocation: Invocation,
  data: Uint8Array,
  cid: string,
  classes: number,
): CompetitionSpec["test"] {
  const name = invocation.required("data");
  if (data[0] === 0x93) {
    return { cid, labels: cid, format: "npy", rows: npyRows(data), classes };
  }
  if (/-ubyte$|\.idx\d?$/.test(name)) {
    return { cid, labels: cid, format: "idx", rows: readIdx(data).shape[0]!, classes };
  }
  const labelColumn = invocation.integer("label-column", { min: 0, max: 10_000_000 })!;
  const header = invocation.flag("header");
  const rows = Math.max(1, lines(data) - (header ? 1 : 0));
  return { cid, format: "csv", rows, classes, labelColumn, header };
}

/** Lines that hold something. */
function lines(data: Uint8Array): number {
  let count = 0;
  let filled = false;
  for (const byte of data) {
    if (byte !== 0x0a && byte !== 0x0d) filled = true;
    else if (filled) {
      count++;
      filled = false;
    }
  }
  return count + (filled ? 1 : 0);
}

function npyRows(data: Uint8Array): number {
  const header = new TextDecoder("latin1").decode(data.subarray(0, 1_000));
  return Number(/'shape':\s*\((\d+)/.exec(header)?.[1] ?? 1);
}
