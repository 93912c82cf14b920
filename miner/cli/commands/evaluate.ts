import { openEvaluator } from "../../evaluation/host/evaluator.ts";
import type { Command, Invocation } from "../command.ts";
import { DATA_OPTIONS, LOCAL_LIMITS, namedSpec } from "../evaluate/data_options.ts";
import { EVALUATOR_OPTIONS, evaluatorOptions } from "../evaluator_option.ts";

export const evaluate: Command = {
  name: "evaluate",
  summary: "Score a model on your own data, as the miners would",
  positional: "MODEL",
  options: [
    ...DATA_OPTIONS,
    {
      name: "mistakes",
      value: "N",
      help: "Show the N worst mistakes, as pictures if the samples are pictures",
    },
    { name: "png", value: "FILE", help: "Write the worst mistakes as pictures on one sheet" },
    { name: "compare", help: "Run both engines and list the rows where they disagree" },
    ...EVALUATOR_OPTIONS.filter(({ name }) => name !== "jobs"),
  ],
  notes: `MODEL is an .onnx file or a .deml package. The defaults describe MNIST as CSV.

The table counts labels (rows) by predictions (columns); predictions outside the classes are
under "other". A hint beside the score names what often goes wrong in an export. The worst
mistakes are those that the model was most confident of. With --compare, a row's lead is how
far an engine's label is ahead of the next, in the model's own scores: if both leads are tiny,
the row is a near tie.`,
  examples: [
    "deml evaluate model.onnx --data mnist_test.csv",
    "deml evaluate model.onnx --data mnist_test.csv --mistakes 6 --png mistakes.png",
    "deml evaluate entry.deml --data test.csv --spec competition.json --compare",
  ],
  run,
};

async function run(invocation: Invocation): Promise<number> {
  const path = invocation.argument(0, "MODEL");
  const data = invocation.required("data");
  const labels = invocation.text("labels");
  const named = await namedSpec(invocation);
  const options = { ...evaluatorOptions(invocation), width: 1 };
  const engine = options.engine ?? named?.engine.name ?? "native";
  const bytes = sizeOf(data) + sizeOf(labels);
  const evaluator = openEvaluator({ ...options, engine });
  const { terminal } = invocation;
  try {
    // The child starts while the rest of the command is loaded and the files are read.
    const { limits = LOCAL_LIMITS } = named ?? {};
    evaluator.prepare({ engine, limits, bytes, rows: named?.test.rows ?? bytes });
    const { evaluateFile } = await import("../evaluate/evaluate_file.ts");
    return await evaluateFile(invocation, evaluator, {
      path,
      data,
      labels,
      engine,
      spec: named,
    });
  } finally {
    terminal.clear();
    await evaluator.close();
  }
}

/** Length of a file; a missing one is reported when it is read. */
function sizeOf(path: string | undefined): number {
  try {
    return path === undefined ? 0 : Deno.statSync(path).size;
  } catch {
    return 0;
  }
}
