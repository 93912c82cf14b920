import { assert, assertEquals, assertRejects } from "@std/assert";
import { mnistIdx } from "../../dataset/mnist.ts";
import { MNIST_AS_IDX, mnistSpec } from "../../dataset/mnist_spec.ts";
import { DemlError, told } from "../../../protocol/errors.ts";
import { decodeModel, encodeModel } from "../../model/onnx.ts";
import { pack } from "../../model/package.ts";
import { children } from "../../../tests/sandbox/leftovers.ts";
import type { CompetitionSpec } from "../../../protocol/spec/spec.ts";
import { openEvaluator } from "./evaluator.ts";
import { scoreOf } from "../../../protocol/score/score.ts";

const MODELS = new URL("../../../examples/models/", import.meta.url);
const SPEC = mnistSpec(MNIST_AS_IDX);

async function mnist() {
  const { images, labels } = await mnistIdx("test");
  return { spec: SPEC, part: "test" as const, data: images, labels };
}

Deno.test("our count equals each training framework's own", async () => {
  const evaluator = openEvaluator();
  try {
    const loaded = await evaluator.load(await mnist());
    for await (const { name } of Deno.readDir(MODELS)) {
      if (!name.endsWith(".onnx")) continue;
      const facts = JSON.parse(
        await Deno.readTextFile(new URL(name.replace(".onnx", ".json"), MODELS)),
      );
      const verdict = await loaded.evaluate(pack(await Deno.readFile(new URL(name, MODELS))));
      assert(verdict.kind === "scored", name);
      assertEquals(verdict.correct, facts.correct, `${name}, trained with ${facts.framework}`);
      assertEquals(verdict.score, facts.correct * 10, name);
      const diagonal = Array.from({ length: 10 }, (_, i) => verdict.confusion![11 * i]!);
      assertEquals(diagonal.reduce((a, b) => a + b), facts.correct, "the confusion table agrees");
    }
  } finally {
    await evaluator.close();
  }
});

Deno.test("a fixed batch that does not divide the rows gives the same labels", async () => {
  const evaluator = openEvaluator();
  try {
    const loaded = await evaluator.load(await mnist());
    const onnx = await Deno.readFile(new URL("mlp.onnx", MODELS));
    const model = decodeModel(onnx);
    model.graph!.input![0]!.type!.tensorType!.shape!.dim![0] = { dimValue: 48 } as never;
    const fixed = await loaded.evaluate(encodeModel(model), { form: "onnx" });
    const open = await loaded.evaluate(onnx, { form: "onnx" });
    assert(fixed.kind === "scored" && open.kind === "scored");
    assertEquals(fixed.details.batch, 48);
    assertEquals(fixed.predictions, open.predictions);
  } finally {
    await evaluator.close();
  }
});

Deno.test("weights that are NaN make the model INVALID, with its reason", async () => {
  const evaluator = openEvaluator();
  try {
    const loaded = await evaluator.load(await mnist());
    const model = decodeModel(await Deno.readFile(new URL("mlp.onnx", MODELS)));
    const weights = model.graph!.initializer!.find(({ dataType }) => dataType === 1)!;
    weights.rawData = new Uint8Array(weights.rawData!.length).fill(0xff);
    const verdict = await loaded.evaluate(encodeModel(model), { form: "onnx" });
    assert(verdict.kind === "invalid");
    assertEquals([verdict.rule, verdict.found], ["output", "its output holds NaN"]);
    // The child continues.
    const next = await loaded.evaluate(await Deno.readFile(new URL("mlp.onnx", MODELS)), {
      form: "onnx",
    });
    assertEquals(next.kind, "scored");
  } finally {
    await evaluator.close();
  }
});

Deno.test("data that does not match the spec is the machine's abstention, not a verdict", async () => {
  const evaluator = openEvaluator();
  try {
    const wrong = { ...await mnist(), labels: new Uint8Array(20) };
    const error = await assertRejects(() => evaluator.load(wrong), DemlError);
    assertEquals(error.code, "data");
  } finally {
    await evaluator.close();
  }
});

Deno.test("interrupting ends the child at once", async () => {
  const controller = new AbortController();
  const evaluator = openEvaluator({ signal: controller.signal });
  const loaded = await evaluator.load(await mnist());
  const onnx = await Deno.readFile(new URL("lenet.onnx", MODELS));
  const evaluation = loaded.evaluate(onnx, { form: "onnx" });
  controller.abort(told("interrupted", "Interrupted", "Run it again"));
  const error = await assertRejects(() => evaluation, DemlError);
  assertEquals(error.code, "interrupted");
  await evaluator.close();
});

Deno.test("scores are rounded down, in whole numbers", () => {
  assertEquals(scoreOf(9_725, 10_000), 97_250);
  assertEquals(scoreOf(2, 3), 66_666);
  assertEquals(scoreOf(0, 7), 0);
  assertEquals(scoreOf(100_000_000, 100_000_000), 100_000);
});

Deno.test("models are judged concurrently, and each by its own bytes", async () => {
  const evaluator = openEvaluator({ width: 2 });
  try {
    const loaded = await evaluator.load(await mnist());
    const names = ["lenet", "mlp", "logreg", "mlp", "lenet"];
    const verdicts = await Promise.all(names.map(async (name) => {
      const onnx = await Deno.readFile(new URL(`${name}.onnx`, MODELS));
      return await loaded.evaluate(onnx, { form: "onnx" });
    }));
    assertEquals(
      verdicts.map((verdict) => verdict.kind === "scored" && verdict.score),
      [99_100, 96_600, 91_140, 96_600, 99_100],
    );
  } finally {
    await evaluator.close();
  }
});

Deno.test("the spec chooses the engine, and a strict evaluator insists on it", async () => {
  const onnx = await Deno.readFile(new URL("logreg.onnx", MODELS));
  const wasm = {
    ...await mnist(),
    spec: { ...SPEC, engine: { ...SPEC.engine, name: "wasm" as const } },
  };
  const lines: string[] = [];
  const follows = openEvaluator({ width: 1, strict: true, log: (line) => lines.push(line) });
  const insists = openEvaluator({ width: 1, strict: true, engine: "native" });
  const other = openEvaluator({ width: 1, strict: true });
  try {
    const loaded = await follows.load(wasm);
    assertEquals((await loaded.evaluate(onnx, { form: "onnx" })).kind, "scored");
    assert(lines[0]!.startsWith("evaluator: wasm engine, "), lines[0]);
    const refused = await assertRejects(() => insists.load(wasm), DemlError);
    assertEquals(refused.failure, {
      kind: "evaluator/other-engine",
      demanded: "wasm",
      version: "1.30.0",
      chosen: "native",
    });
    const later = { ...SPEC, engine: { name: "native" as const, version: "1.31.0" } };
    const old = await assertRejects(
      async () => await other.load({ ...await mnist(), spec: later }),
      DemlError,
    );
    assertEquals(old.failure, {
      kind: "evaluator/other-version",
      demanded: "1.31.0",
      version: "1.30.0",
    });
  } finally {
    await Promise.all([follows.close(), insists.close(), other.close()]);
  }
});

Deno.test("a second competition on the same data keeps the child's tensors, with its own limits", async () => {
  const evaluator = openEvaluator({ width: 1 });
  try {
    const first = await mnist();
    const loaded = await evaluator.load(first);
    const onnx = await Deno.readFile(new URL("mlp.onnx", MODELS));
    assertEquals((await loaded.evaluate(onnx, { form: "onnx" })).kind, "scored");
    const limits = { ...SPEC.limits, parameters: 100 };
    // Unreadable data shows that it is not read again.
    const same = { ...first, spec: { ...SPEC, limits }, data: new Uint8Array(first.data.length) };
    const limited = await evaluator.load(same);
    const verdict = await limited.evaluate(onnx, { form: "onnx" });
    assertEquals(verdict.kind === "invalid" && verdict.rule, "parameters");
  } finally {
    await evaluator.close();
  }
});

Deno.test("a sealed test set depends on its key: another key is another data set", async () => {
  const evaluator = openEvaluator({ width: 1 });
  try {
    const first = await mnist();
    await evaluator.load({ ...first, testKey: "0x01" });
    const onnx = await Deno.readFile(new URL("mlp.onnx", MODELS));
    // The same spec, CID, nonce and length, but other digits: each label is increased by one.
    const labels = first.labels.map((byte, at) => at < 8 ? byte : (byte + 1) % 10);
    const loaded = await evaluator.load({ ...first, labels, testKey: "0x02" });
    const verdict = await loaded.evaluate(onnx, { form: "onnx" });
    assert(verdict.kind === "scored" && verdict.score < 5_000);
  } finally {
    await evaluator.close();
  }
});

Deno.test("an empty package is INVALID: an envelope may contain one", async () => {
  const evaluator = openEvaluator({ width: 1 });
  try {
    const loaded = await evaluator.load(await mnist());
    const verdict = await loaded.evaluate(new Uint8Array());
    assertEquals(verdict.kind === "invalid" && verdict.rule, "package-format");
  } finally {
    await evaluator.close();
  }
});

Deno.test("margins and samples show a model's mistakes, and progress is reported", async () => {
  const evaluator = openEvaluator({ width: 1 });
  try {
    const { images, labels } = await mnistIdx("test");
    const loaded = await evaluator.load(await mnist());
    const onnx = await Deno.readFile(new URL("mlp.onnx", MODELS));
    const done: number[] = [];
    const onProgress = (rows: number, all: number) => {
      assertEquals(all, 10_000);
      done.push(rows);
    };
    const verdict = await loaded.evaluate(onnx, { form: "onnx", margins: true, onProgress });
    assert(verdict.kind === "scored");
    assert(done.length > 0 && done.every((rows, i) => rows > (done[i - 1] ?? 0)), `${done}`);
    const { margins, predictions } = verdict;
    assertEquals(margins!.labels, Int32Array.from(labels.subarray(8)));
    const wrong = [...predictions.keys()].filter((row) =>
      predictions[row] !== margins!.labels[row]
    );
    assertEquals(wrong.length, 10_000 - verdict.correct);
    assert(margins!.lead.every((lead) => lead >= 0));
    assert(wrong.every((row) => margins!.miss[row]! > 0));
    const pixels = (row: number) =>
      Array.from(images.subarray(16 + 784 * row, 16 + 784 * (row + 1)), (p) => p / 255);
    assertEquals(await loaded.samples([wrong[0]!]), Float32Array.from(pixels(wrong[0]!)));
    const ends = Float32Array.from([...pixels(9_999), ...pixels(0)]);
    assertEquals(await loaded.samples([9_999, 0]), ends);
    for (const row of [10_000, -1]) await assertRejects(() => loaded.samples([row]), DemlError);
  } finally {
    await evaluator.close();
  }
});

Deno.test("an idle evaluator has no child, and starts another with its data for the next question", async () => {
  const before = await children();
  const evaluator = openEvaluator({ width: 2 });
  try {
    const loaded = await evaluator.load(await mnist());
    assertEquals(await children(), before + 1);
    await evaluator.rest();
    assertEquals(await children(), before);
    const onnx = await Deno.readFile(new URL("mlp.onnx", MODELS));
    const verdict = await loaded.evaluate(onnx, { form: "onnx" });
    assertEquals(verdict.kind === "scored" && verdict.correct, 9_660);
  } finally {
    await evaluator.close();
  }
});

Deno.test("what is wrong with a CSV is said by its kind, and the child reads the next one", async () => {
  const evaluator = openEvaluator({ width: 1 });
  const test = { ...mnistSpec().test, rows: 30_000, classes: 2 } as CompetitionSpec["test"];
  const input = { ...SPEC.input, shape: [2], layout: "flat" as const };
  const load = (text: string) =>
    evaluator.load({
      spec: { ...SPEC, test, input },
      part: "test",
      data: new TextEncoder().encode(text),
    });
  try {
    // Longer than a piece: what follows the fault is on its way when the child finds it.
    const rows = "1,2.5,3\n".repeat(29_999);
    const cases: [string, string][] = [
      ["", "data/empty"],
      [`0,1,2\n0,x,2\n${rows}`, 'data/csv-number {"row":2,"column":2,"text":"x"}'],
      [`${rows}0,1,1e39\n`, 'data/csv-not-finite {"row":30000,"column":3,"text":"1e39"}'],
      [`"a\nb",1,2\n${rows}`, "data/csv-fields"],
    ];
    for (const [text, message] of cases) {
      const error = await assertRejects(() => load(text), DemlError, message);
      assertEquals(error.code, "data");
    }
    await load(`0,1,2\n${rows}`);
  } finally {
    await evaluator.close();
  }
});
