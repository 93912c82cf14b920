/**
 * Scores a model on MNIST's 10,000 test digits, as a miner does: it is checked before anything of it
 * runs, and runs in a child process that can reach nothing.
 *
 *     deno run -A examples/score_model.ts examples/models/lenet.onnx
 *
 * @module
 */
import { mnistIdx } from "../miner/dataset/mnist.ts";
import { MNIST_AS_IDX, mnistSpec } from "../miner/dataset/mnist_spec.ts";
import { openEvaluator } from "../miner/evaluation/host/evaluator.ts";

const [path] = Deno.args;
if (path === undefined) {
  console.error("Usage: score_model.ts MODEL, an .onnx file or a .deml package");
  Deno.exit(2);
}

const { images, labels } = await mnistIdx("test");
const evaluator = openEvaluator();
try {
  // Your own competition.json goes through parseSpec of protocol/spec/spec.ts.
  const spec = mnistSpec(MNIST_AS_IDX);
  const loaded = await evaluator.load({ spec, part: "test", data: images, labels });

  // Throws when this machine fails: that says nothing about the model.
  const verdict = await loaded.evaluate(await Deno.readFile(path), {
    form: path.endsWith(".onnx") ? "onnx" : "package",
  });

  if (verdict.kind === "invalid") {
    console.log(`INVALID by the rule ${verdict.rule}: ${verdict.found}`);
  } else {
    const { score, correct, rows } = verdict;
    console.log(`${(score / 1_000).toFixed(3)} %, ${correct} of ${rows} right`);
  }
} finally {
  await evaluator.close();
}
