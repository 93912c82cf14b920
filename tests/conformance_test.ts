/**
 * Both engines over every fixture: the same verdict, and the same label for every row. A difference
 * is listed with each engine's margin, so that a near tie can be told from a fault.
 */
import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { mnistIdx } from "../miner/dataset/mnist.ts";
import { MNIST_AS_IDX, mnistSpec } from "../miner/dataset/mnist_spec.ts";
import type { CompetitionSpec } from "../protocol/spec/spec.ts";
import { compareVerdicts } from "../miner/evaluation/host/compare_verdicts.ts";
import { openEvaluator } from "../miner/evaluation/host/evaluator.ts";

const MODELS = fromFileUrl(new URL("../examples/models/", import.meta.url));

const LIMITS = { unpackedBytes: 64_000_000, parameters: 20_000_000, multiplyAdds: 1e9 };

function spec(shape: number[]): CompetitionSpec {
  const digits = mnistSpec(MNIST_AS_IDX, LIMITS);
  return { ...digits, input: { ...digits.input, shape, layout: "flat" } };
}

/** The shapes in which fixtures take a digit. */
const SHAPES = [[1, 28, 28], [784], [28, 28, 1], [28, 28]];

Deno.test("both engines give every fixture the same labels", async () => {
  const names = [...Deno.readDirSync(MODELS)].map(({ name }) => name)
    .filter((name) => name.endsWith(".onnx")).sort();
  const { images, labels } = await mnistIdx("test");
  const native = openEvaluator({ engine: "native", width: 1 });
  const wasm = openEvaluator({ engine: "wasm", width: 1 });
  const report: Record<string, unknown> = {};
  try {
    for (const name of names) {
      const onnx = await Deno.readFile(`${MODELS}${name}`);
      for (const shape of SHAPES) {
        const competition = { spec: spec(shape), part: "test" as const, data: images, labels };
        const verdicts = await Promise.all([native, wasm].map(async (evaluator) => {
          const loaded = await evaluator.load(competition);
          return await loaded.evaluate(onnx, { form: "onnx", margins: true });
        }));
        const comparison = compareVerdicts(verdicts[0]!, verdicts[1]!);
        if (comparison.kind === "invalid") {
          assertEquals(comparison.rules[0], comparison.rules[1], `${name} as [${shape}]`);
          continue;
        }
        report[name] = comparison.differences;
        break;
      }
    }
  } finally {
    await Promise.all([native.close(), wasm.close()]);
  }
  assertEquals(Object.keys(report).length > 0, true, "some fixture runs");
  assertEquals(report, Object.fromEntries(Object.keys(report).map((name) => [name, []])));
});
