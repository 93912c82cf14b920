/**
 * What the evaluator child does once it has dropped every permission: reads requests from stdin,
 * writes answers to stdout, and can do nothing else.
 *
 * @module
 */
import type { Core } from "../../../core-wasm/mod.ts";
import { type DataSet, readDataSet } from "../../dataset/data_set.ts";
import { fileOf } from "../../../protocol/spec/part.ts";
import type { CompetitionSpec } from "../../../protocol/spec/spec.ts";
import { release } from "../../dataset/release.ts";
import { DemlError, reasonOf } from "../../../protocol/errors.ts";
import { admit } from "../../model/admission.ts";
import { unpack } from "../../model/package.ts";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import type { Answer, ToldDataFailure } from "../wire/answers.ts";
import { type Engine, EngineBroken, EngineLimit, isMachineFailure } from "../engine/engine.ts";
import { encodeHead, exactly, readHead } from "../wire/frames.ts";
import { ArrivingBody } from "./arriving.ts";
import { MAX_SAMPLES, type Request } from "../wire/requests.ts";
import { runModel } from "./run_model.ts";

/** Requests come from the trusted side; a data set may be this large, in bytes. */
const MAX_BODY = 0xffffffff;
/** Progress is for people: at most this often, in milliseconds, and once at the end. */
const PROGRESS_EVERY = 100;

interface Loaded {
  spec: CompetitionSpec;
  part: "test" | "validation";
  data: DataSet;
}

type Values = Int32Array | Uint32Array | Float32Array;

/**
 * Serves until stdin ends.
 *
 * @param granted The names of the remaining permissions: none
 */
export async function serveRequests(engine: Engine, core: Core, granted: string[]): Promise<void> {
  const answer = answering();
  await answer({ type: "ready", engine: engine.name, version: engine.version, granted });
  // Nothing else waits in this process, and a blocking read is the fastest.
  const readSync = (buffer: Uint8Array) => Deno.stdin.readSync(buffer);
  const read = exactly({ read: (buffer) => Promise.resolve(readSync(buffer)) });
  let competition: Loaded | undefined;
  for (;;) {
    const head = await readHead(read, MAX_BODY);
    if (head === undefined) return;
    const request = head.header as Request;
    const body = new ArrivingBody(readSync, head.bodyLength);
    try {
      if (request.type === "competition") {
        competition = load(core, request, body, head.bodyLength, competition);
        const { rows, features } = competition.data;
        await answer({ type: "loaded", rows, features });
      } else if (competition === undefined) {
        throw new Error("No competition is set");
      } else if (request.type === "samples") {
        await showSamples(answer, competition.data, request.rows);
      } else {
        await evaluate({ core, engine, answer }, competition, request, body.whole());
      }
      body.skip();
    } catch (error) {
      body.skip();
      await answer(failureOf(error));
      // An engine's behaviour after a trap is undefined; the parent starts another child.
      if (error instanceof EngineBroken) return;
    }
  }
}

function load(
  core: Core,
  { spec, part, dataBytes, same }: Request & { type: "competition" },
  arriving: ArrivingBody,
  length: number,
  before: Loaded | undefined,
): Loaded {
  if (same && before !== undefined) return { spec, part, data: before.data };
  if (fileOf(spec, part).format === "csv" && length === dataBytes) {
    const data = new Uint8Array();
    return { spec, part, data: readDataSet(core, spec, part, { data, pieces: arriving.pieces() }) };
  }
  const body = arriving.whole();
  const labels = body.length > dataBytes ? body.subarray(dataBytes) : undefined;
  const data = readDataSet(core, spec, part, { data: body.subarray(0, dataBytes), labels });
  // Values are larger than text: there is not enough room for both.
  release(body);
  return { spec, part, data };
}

async function evaluate(
  { core, engine, answer }: { core: Core; engine: Engine; answer: Answering },
  { spec, part, data }: Loaded,
  request: Request & { type: "evaluate" },
  body: Uint8Array,
): Promise<void> {
  const started = performance.now();
  const onnx = request.form === "package" ? unpack(body, spec.limits, core) : body;
  const unpacked = performance.now();
  const model = admit(onnx, spec);
  const admitted = performance.now();
  let shown = admitted;
  const onProgress = (done: number) => {
    if (done < data.rows && performance.now() - shown < PROGRESS_EVERY) return;
    shown = performance.now();
    void answer({ type: "progress", done, rows: data.rows });
  };
  const { evidence } = request;
  const { classes } = fileOf(spec, part);
  const { predictions, score, counts, root, margins, batch, load, run } = await runModel(
    core,
    engine,
    model,
    { ...data, classes },
    {
      onProgress: request.progress ? onProgress : undefined,
      margins: request.margins,
      judging: spec,
      evidence: evidence === undefined
        ? undefined
        : { model: Uint8Array.fromHex(evidence.slice(2)), engine: engine.name },
    },
  );
  const { correct, confusion, others, hints } = counts;
  const parts: Values[] = [predictions];
  if (confusion && others) parts.push(confusion, others);
  if (margins) parts.push(margins.lead, margins.miss, margins.labels);
  await answer({
    type: "scored",
    score,
    correct,
    rows: data.rows,
    classes,
    batch,
    margins: margins !== undefined,
    root: root && `0x${root.toHex()}`,
    hints,
    parameters: model.parameters,
    multiplyAdds: model.multiplyAdds,
    milliseconds: { unpack: unpacked - started, admit: admitted - unpacked, load, run },
  }, parts);
}

/** The inputs of some rows, as the model received them. */
async function showSamples(
  answer: Answering,
  { inputs, features, rows: all }: DataSet,
  rows: number[],
) {
  if (rows.length > MAX_SAMPLES || rows.some((row) => !(row >= 0 && row < all))) {
    throw new Error("No such rows");
  }
  const values = new Float32Array(rows.length * features);
  rows.forEach((row, index) => {
    values.set(inputs.subarray(row * features, (row + 1) * features), index * features);
  });
  await answer({ type: "samples", rows: rows.length, features }, [values]);
}

function failureOf(error: unknown): Answer {
  if (error instanceof InvalidModel) {
    const { rule, found, advice } = error;
    return { type: "invalid", rule, found: found.slice(0, 2_000), advice };
  }
  if (error instanceof DemlError && error.code === "data") {
    return { type: "failed", code: "data", failure: error.failure as ToldDataFailure };
  }
  const limit = error instanceof EngineLimit || isMachineFailure(error);
  const reason = reasonOf(error).slice(0, 2_000);
  return { type: "failed", code: limit ? "memory" : "engine", reason };
}

/** Writes one frame. */
type Answering = (header: Answer, parts?: Values[]) => Promise<void>;

/** Frames in sequence, never interleaved. */
function answering(): Answering {
  let writing: Promise<void> = Promise.resolve();
  return (header, parts = []) => {
    const bodies = parts.map((part) =>
      new Uint8Array(part.buffer as ArrayBuffer, part.byteOffset, part.byteLength)
    );
    const length = bodies.reduce((total, body) => total + body.length, 0);
    writing = writing.then(async () => {
      for (const bytes of [encodeHead(header, length), ...bodies]) await writeAll(bytes);
    });
    return writing;
  };
}

async function writeAll(bytes: Uint8Array): Promise<void> {
  for (let offset = 0; offset < bytes.length;) {
    offset += await Deno.stdout.write(bytes.subarray(offset));
  }
}
