import { assertEquals, assertRejects } from "@std/assert";
import { loadCore } from "../../../core-wasm/mod.ts";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import type { Admitted } from "../../model/admission.ts";
import { type Engine, EngineBroken, EngineLimit, type Session } from "../engine/engine.ts";
import { type LabelledData, runModel } from "./run_model.ts";

const core = loadCore();
const ROWS = 10;
const FEATURES = 3;
/** Rows of rising values, every second of them of class 1. */
const tabled = (rows: number) =>
  ({
    rows,
    features: FEATURES,
    inputs: Float32Array.from({ length: rows * FEATURES }, (_, i) => 1 + i),
    labels: Int32Array.from({ length: rows }, (_, row) => row % 2),
    classes: 2,
  }) as unknown as LabelledData;
const data = tabled(ROWS);

const admitted = (fixedBatch?: number, made = 2 ** 22): Admitted =>
  ({
    onnx: new Uint8Array(1),
    input: "x",
    output: "y",
    outputKind: "scores",
    sample: [FEATURES],
    fixedBatch,
    // So wide that sixteen rows go at a time.
    parameters: 1,
    multiplyAdds: 1,
    made: fixedBatch === undefined ? made : 1,
    passedOver: [],
  }) as unknown as Admitted;

/** An engine that records its input, and prefers class 1 for every second row. */
function noting(fails?: Error) {
  const given: [values: number, dims: number[], last: number][] = [];
  let released = 0;
  const session: Session = {
    run(values, dims) {
      if (fails) return Promise.reject(fails);
      given.push([values.length, dims, values.at(-1)!]);
      const rows = dims[0]!;
      const scores = new Float32Array(2 * rows);
      for (let i = 0; i < rows; i++) {
        const odd = ((values[FEATURES * i]! - 1) / FEATURES) % 2;
        scores.set([1 - odd, odd], 2 * i);
      }
      return Promise.resolve({ type: "float32", dims: [rows, 2], data: scores });
    },
    release: () => Promise.resolve(void released++),
  };
  const engine = {
    name: "wasm",
    version: "0",
    load: () => Promise.resolve(session),
  } satisfies Engine;
  return { engine, given, released: () => released };
}

Deno.test("rows run in batches of 16, the last one filled up with copies of its last row", async () => {
  const { engine, given, released } = noting();
  const done: number[] = [];
  const many = tabled(37);
  const run = await runModel(core, engine, admitted(), many, {
    onProgress: (rows) => done.push(rows),
  });
  assertEquals([run.predictions, run.batch, released()], [many.labels, 16, 1]);
  assertEquals(given, [
    [48, [16, 3], 48],
    [48, [16, 3], 96],
    [48, [16, 3], 111],
  ]);
  assertEquals(done, [16, 32, 37]);
});

Deno.test("rows that are too wide for sixteen at a time run alone", async () => {
  const { engine, given } = noting();
  const run = await runModel(core, engine, admitted(undefined, 2 ** 23), data);
  assertEquals([run.predictions, run.batch], [data.labels, 1]);
  assertEquals(given.map(([, dims]) => dims), Array(ROWS).fill([1, 3]));
});

Deno.test("a fixed batch is filled up in the same way, and what is added does not count", async () => {
  const { engine, given } = noting();
  const run = await runModel(core, engine, admitted(4), data);
  assertEquals([run.predictions, run.batch], [data.labels, 4]);
  assertEquals(given, [
    [12, [4, 3], 12],
    [12, [4, 3], 24],
    [12, [4, 3], 30],
  ]);
});

Deno.test("confidence is returned if requested, and evidence for its engine", async () => {
  const { engine } = noting();
  const run = await runModel(core, engine, admitted(), data, { margins: true });
  assertEquals(run.margins!.lead, new Float32Array(ROWS).fill(1));
  assertEquals(run.margins!.miss, new Float32Array(ROWS));
  assertEquals([run.margins!.labels, run.root], [data.labels, undefined]);
  const model = new Uint8Array(32);
  const root = async (name: "wasm" | "native") =>
    (await runModel(core, engine, admitted(), data, { evidence: { model, engine: name } })).root!;
  const [outputs, predictions] = [await root("wasm"), await root("native")];
  assertEquals([outputs.length, predictions.length], [32, 32]);
  assertEquals(String(outputs) === String(predictions), false);
});

Deno.test("an engine's failure is the model's, the machine's, or the engine's own", async () => {
  for (
    const [fails, kind] of [
      [new Error("bad shape"), InvalidModel],
      [new Error("Status Message: std::bad_alloc"), EngineLimit],
      [new EngineBroken("gone"), EngineBroken],
    ] as const
  ) {
    const { engine, released } = noting(fails);
    const failure = async (engine: Engine) =>
      (await assertRejects(() => runModel(core, engine, admitted(), data)) as Error).constructor;
    assertEquals([await failure(engine), released()], [kind, 1]);
    assertEquals(await failure({ ...engine, load: () => Promise.reject(fails) }), kind);
  }
});
