import { assert, assertEquals, assertRejects } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { type Hex, keccak256 } from "viem";
import { mnistIdx } from "../../dataset/mnist.ts";
import { MNIST_AS_IDX, mnistSpec } from "../../dataset/mnist_spec.ts";
import type { CompetitionSpec } from "../../../protocol/spec/spec.ts";
import { DemlError, told } from "../../../protocol/errors.ts";
import type { IpfsFailure } from "../../ipfs/failures.ts";
import { pack } from "../../model/package.ts";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import { ABSTAIN_SCORE, INVALID_SCORE } from "../../../protocol/score/score.ts";
import {
  type Evaluator,
  type EvaluatorCompetition,
  type LoadedCompetition,
  openEvaluator,
} from "./evaluator.ts";
import { NO_OUTPUTS } from "../../../protocol/score/evidence.ts";
import { judgeModel } from "./judge_model.ts";
import { closeJudges, type Judges, type LoadedJudges, loadJudges, openJudges } from "./judges.ts";
import { ChildFailure } from "./live_child.ts";
import type { Verdict } from "./verdict_of.ts";

const FIXTURES = new URL("../../../tests/fixtures/", import.meta.url);
const DIGEST = keccak256("0x01");
const ROOT: Hex = keccak256("0x02");
const NATIVE = { engine: { name: "native" as const, version: "1.30.0" } };
const WASM = { engine: { name: "wasm" as const, version: "1.30.0" } };

/** A loaded competition with prepared answers, which counts its calls. */
function fake(answer: number | Verdict | Error) {
  const asked: unknown[] = [];
  const loaded = {
    evaluate(_bytes: Uint8Array, options: unknown) {
      asked.push(options);
      if (answer instanceof Error) return Promise.reject(answer);
      if (typeof answer !== "number") return Promise.resolve(answer);
      return Promise.resolve({ kind: "scored", score: answer, root: ROOT } as unknown as Verdict);
    },
  } as unknown as LoadedCompetition;
  const evaluator = {
    load: () => Promise.resolve(loaded),
    rest: () => Promise.resolve(),
  } as unknown as Evaluator;
  return { evaluator, asked };
}
const broken: Verdict = {
  kind: "invalid",
  rule: "runtime",
  found: "no",
  advice: { kind: "shrink" },
};

const read = () => Promise.resolve(new Uint8Array());
/** The input of the judges, which only read the engine. */
const on = (spec: Pick<CompetitionSpec, "engine">) => ({ spec }) as EvaluatorCompetition;
const judged = async (
  native: number | Verdict | Error,
  wasm: number | Verdict | Error,
  { tolerance = 50, spec = NATIVE as Pick<CompetitionSpec, "engine">, task = {} } = {},
) =>
  await judgeModel(
    await loadJudges(
      { evaluator: fake(native).evaluator, cross: fake(wasm).evaluator },
      on(spec),
    ),
    { digest: DIGEST, read, tolerance, ...task },
  );

Deno.test("two scores half of the tolerance apart are one verdict, one unit more is an abstention", async () => {
  assertEquals(await judged(97_250, 97_225), { score: 97_250, root: ROOT });
  assertEquals(await judged(97_225, 97_250), { score: 97_225, root: ROOT });
  assertEquals(await judged(97_250, 97_224), {
    score: ABSTAIN_SCORE,
    root: NO_OUTPUTS,
    because: { code: "engines-differ", native: 97_250, wasm: 97_224, tolerance: 50 },
  });
  // Half of an odd tolerance is not a whole number: 25 are within 25.5, 26 are not.
  assertEquals((await judged(100, 125, { tolerance: 51 })).score, 100);
  assertEquals((await judged(100, 126, { tolerance: 51 })).score, ABSTAIN_SCORE);
  assertEquals((await judged(100, 101, { tolerance: 0 })).score, ABSTAIN_SCORE);
});

Deno.test("INVALID by only one engine is an abstention, by both it is INVALID", async () => {
  for (const [native, wasm] of [[broken, 5], [5, broken]] as const) {
    const { score, root, because } = await judged(native, wasm, { tolerance: 100_000 });
    assertEquals([score, root], [ABSTAIN_SCORE, NO_OUTPUTS]);
    assert(because?.code === "engines-differ");
    assertEquals([because.native, because.wasm].includes(INVALID_SCORE), true);
  }
  assertEquals(await judged(broken, { ...broken, rule: "output" }), {
    score: INVALID_SCORE,
    root: NO_OUTPUTS,
    because: { code: "invalid", rule: "runtime", found: "no" },
  });
});

Deno.test("a wasm competition, or a miner without cross-check, asks one engine once", async () => {
  const [evaluator, cross] = [fake(7), fake(9_999)];
  const both: Judges = { evaluator: evaluator.evaluator, cross: cross.evaluator };
  const task = { digest: DIGEST, read, tolerance: 0 };
  assertEquals((await judgeModel(await loadJudges(both, on(WASM)), task)).score, 7);
  const alone = { evaluator: evaluator.evaluator };
  assertEquals((await judgeModel(await loadJudges(alone, on(NATIVE)), task)).score, 7);
  assertEquals([evaluator.asked.length, cross.asked.length], [2, 0]);
});

Deno.test("this miner's failure is an abstention, with its kind and place", async () => {
  const late = new ChildFailure({ how: "late", seconds: 2 });
  const because = async (judgement: ReturnType<typeof judged>) => {
    const { score, root, because } = await judgement;
    assertEquals([score, root], [ABSTAIN_SCORE, NO_OUTPUTS]);
    assert(because?.code === "failed");
    return [because.step, because.error, because.failure, because.what?.kind];
  };
  assertEquals(await because(judged(late, 5)), ["native", "evaluator", "late", "evaluator/child"]);
  assertEquals(await because(judged(5, late)), ["wasm", "evaluator", "late", "evaluator/child"]);
  assertEquals(await because(judged(late, 5, { spec: WASM })), [
    "wasm",
    "evaluator",
    "late",
    "evaluator/child",
  ]);
  assertEquals(await because(judged(new TypeError("ours"), 5)), [
    "native",
    "internal",
    undefined,
    "internal/unexpected",
  ]);
  const gone = new DemlError<IpfsFailure>({ kind: "ipfs/not-a-cid", text: "x" });
  const unread = { task: { read: () => Promise.reject(gone) } };
  assertEquals(await because(judged(5, 5, unread)), ["bytes", "ipfs", undefined, "ipfs/not-a-cid"]);
});

Deno.test("bytes that cannot be a package are INVALID; an interruption is not a verdict", async () => {
  const wrong = new InvalidModel("envelope", "its key does not open it", { kind: "seal" });
  const sealed = { task: { read: () => Promise.reject(wrong) } };
  assertEquals((await judged(5, 5, sealed)).because, {
    code: "invalid",
    rule: "envelope",
    found: "its key does not open it",
  });
  const reason = told("interrupted", "Interrupted", "Run it again");
  await assertRejects(() => judged(reason, 5), DemlError, "Interrupted");
  const controller = new AbortController();
  const aborting = {
    signal: controller.signal,
    read: () => {
      controller.abort(reason);
      return Promise.reject(new Error("anything"));
    },
  };
  await assertRejects(() => judged(5, 5, { task: aborting }), DemlError, "Interrupted");
});

Deno.test("progress counts each sample once per engine", async () => {
  const seen: [number, number][] = [];
  const [evaluator, cross] = [fake(1), fake(1)];
  const judges = { evaluator: evaluator.evaluator, cross: cross.evaluator };
  await judgeModel(await loadJudges(judges, on(NATIVE)), {
    ...{ digest: DIGEST, read, tolerance: 0 },
    onProgress: (done, rows) => seen.push([done, rows]),
  });
  type Told = { onProgress(done: number, rows: number): void; evidence?: Hex };
  (evaluator.asked[0] as Told).onProgress(3, 10);
  (cross.asked[0] as Told).onProgress(10, 10);
  assertEquals(seen, [[3, 20], [20, 20]]);
  // The evidence is the spec's engine's.
  assertEquals((evaluator.asked[0] as Told).evidence, DIGEST);
  assertEquals((cross.asked[0] as Told).evidence, undefined);
});

const flat = (spec: CompetitionSpec): CompetitionSpec => ({
  ...spec,
  input: { ...spec.input, shape: [784], layout: "flat" },
});

async function packed(path: string) {
  return await pack(await Deno.readFile(new URL(path, FIXTURES)));
}

async function mnist(spec: CompetitionSpec) {
  const { images, labels } = await mnistIdx("test");
  return { spec, part: "test" as const, data: images, labels };
}

Deno.test("fragile.onnx, which processors round differently, is an abstention; mlp.onnx is not", async () => {
  const spec = flat(mnistSpec(MNIST_AS_IDX));
  const judges = openJudges({ width: 1, strict: true }, { crossCheck: true });
  const judge = async (loaded: LoadedJudges, path: string) => {
    const bytes = await packed(path);
    const task = { digest: DIGEST, read: () => Promise.resolve(bytes), tolerance: 50 };
    return { crossed: await judgeModel(loaded, task), task };
  };
  try {
    const loaded = await loadJudges(judges, await mnist(spec));
    const { crossed, task } = await judge(loaded, "engines/fragile.onnx");
    assertEquals([crossed.score, crossed.root], [ABSTAIN_SCORE, NO_OUTPUTS]);
    // The native score may differ on another processor: that is the point.
    assert(crossed.because?.code === "engines-differ" && crossed.because.wasm === 9_470);
    assert(Math.abs(crossed.because.native - 9_470) > 25);
    const alone = await judgeModel({ spec, own: loaded.own }, task);
    assertEquals([alone.score, alone.because], [crossed.because.native, undefined]);

    const image = mnistSpec(MNIST_AS_IDX);
    const images = await loadJudges(judges, await mnist(image));
    const honest = (await judge(images, "../../examples/models/mlp.onnx")).crossed;
    assertEquals([honest.score, honest.because], [96_600, undefined]);
    assert(honest.root !== NO_OUTPUTS);
  } finally {
    await closeJudges(judges);
  }
});

Deno.test("a child that crashes, lies or is late makes the miner abstain on its model alone", async () => {
  const module = fromFileUrl(
    new URL("../../../tests/sandbox/misbehaving_child.ts", import.meta.url),
  );
  const spec = mnistSpec(MNIST_AS_IDX);
  const judges = { evaluator: openEvaluator({ width: 1, module, within: 1_500 }) };
  const failureOf = async (loaded: LoadedJudges, deed: string) => {
    const read = () => Promise.resolve(new TextEncoder().encode(deed));
    const { score, because } = await judgeModel(loaded, { digest: DIGEST, read, tolerance: 50 });
    return because?.code === "failed" ? because.failure : score;
  };
  try {
    const loaded = await loadJudges(judges, await mnist(spec));
    assertEquals(await failureOf(loaded, "exit"), "ended");
    assertEquals(await failureOf(loaded, "more correct than rows"), "protocol");
    assertEquals(await failureOf(loaded, "noise"), "protocol");
    assertEquals(await failureOf(loaded, "endless"), "late");
    assertEquals(await failureOf(loaded, "in order"), INVALID_SCORE);
  } finally {
    await closeJudges(judges);
  }
});
