/**
 * A participant's model, off the page's thread: packed, checked and run as miners do it.
 *
 * @module
 */
import { type Hex, hexToBytes, toHex } from "viem";
import wasmFile from "onnxruntime-web/ort-wasm-simd-threaded.wasm?url";
import { loadCore } from "../../../core-wasm/mod.ts";
import { type DataBytes, readDataSet } from "../../../miner/dataset/data_set.ts";
import { fileOf, type Part } from "../../../protocol/spec/part.ts";
import type { CompetitionSpec } from "../../../protocol/spec/spec.ts";
import type { Engine } from "../../../miner/evaluation/engine/engine.ts";
import { openWasmEngine } from "../../../miner/evaluation/engine/engine_wasm.ts";
import { runModel } from "../../../miner/evaluation/guest/run_model.ts";
import { sha256 } from "../../../miner/ipfs/cid.ts";
import { admit, type Admitted } from "../../../miner/model/admission.ts";
import { externalData } from "../../../miner/model/external_data.ts";
import { pack, unpack } from "../../../miner/model/package.ts";
import { survey } from "../../../miner/model/survey.ts";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import type { Hint } from "../../../protocol/score/hints.ts";
import { type Verdict, verdictOf } from "../failures/verdict.ts";
import { expose, transfer } from "./comlink.ts";

/** A checked model. */
export interface Opened {
  /** What would be submitted */
  packed: Uint8Array;
  digest: Hex;
  /** Bytes of the ONNX file; absent if the package does not unpack */
  unpacked?: number;
  parameters?: number;
  /** For one sample */
  multiplyAdds?: number;
  operators?: { name: string; count: number; admitted: boolean }[];
  verdict?: Verdict;
}

/** The result of running it. */
export interface Scored {
  correct: number;
  rows: number;
  /** In thousandths of a percent */
  score: number;
  predictions: Int32Array;
  /** `classes × classes`, label by prediction */
  confusion?: Uint32Array;
  /** By label, rows whose prediction is outside the classes */
  others?: Uint32Array;
  classes: number;
  hints: Hint[];
  /** Milliseconds of the forward pass */
  milliseconds: number;
  /** The evidence's root over the samples, if a digest was given */
  root?: Hex;
  /** The engine's */
  version: string;
  verdict?: Verdict;
}

const core = loadCore();
let engine: Engine | undefined;
let admitted: Admitted | undefined;
/** Of the last run */
let right = new Int32Array();

const modeler = {
  /**
   * Packs an ONNX file, or takes a package unchanged, and checks it against the spec.
   *
   * @param beside Files with its weights, by name, if they are not inside
   */
  async open(
    bytes: Uint8Array,
    isPackage: boolean,
    spec: CompetitionSpec,
    beside: ReadonlyMap<string, Uint8Array>,
  ): Promise<Opened> {
    admitted = undefined;
    let packed = bytes;
    let verdict: Verdict | undefined;
    let onnx: Uint8Array | undefined;
    let facts: ReturnType<typeof survey> | undefined;
    try {
      if (!isPackage) packed = pack(externalData(bytes)?.takeIn(beside) ?? bytes, core);
      onnx = unpack(packed, spec.limits, core);
      facts = survey(onnx);
      admitted = admit(onnx, spec);
    } catch (error) {
      verdict = verdictIn(error);
    }
    return {
      packed,
      digest: toHex(await sha256(packed)),
      unpacked: onnx?.length,
      parameters: facts?.parameters,
      multiplyAdds: facts?.multiplyAdds,
      operators: facts?.operators,
      verdict,
    };
  },

  /**
   * Runs the opened model over a data set, with the miners' WASM engine.
   *
   * @param digest What the evidence binds; without it, no evidence is computed
   */
  async score(
    spec: CompetitionSpec,
    part: Part,
    bytes: DataBytes,
    onProgress: (done: number, rows: number) => void,
    digest?: Hex,
  ): Promise<Scored> {
    if (admitted === undefined) throw new Error("No admitted model is open");
    engine ??= await openWasmEngine(await fetchEngine());
    const data = readDataSet(core, spec, part, bytes);
    right = data.labels as Int32Array<ArrayBuffer>;
    const { classes } = fileOf(spec, part);
    let shown = 0;
    const started = performance.now();
    try {
      const evidence = digest && { model: hexToBytes(digest), engine: "wasm" as const };
      const labelled = { ...data, classes };
      const { predictions, score, counts, root } = await runModel(
        core,
        engine,
        admitted,
        labelled,
        {
          judging: spec,
          evidence,
          onProgress: (done) => {
            const now = performance.now();
            if (done < data.rows && now - shown < PROGRESS_EVERY) return;
            shown = now;
            onProgress(done, data.rows);
          },
        },
      );
      const milliseconds = performance.now() - started;
      return transfer(
        {
          ...counts,
          rows: data.rows,
          score,
          predictions,
          classes,
          milliseconds,
          root: root && toHex(root),
          version: engine.version,
        },
        [predictions.buffer],
      );
    } catch (error) {
      return {
        correct: 0,
        rows: data.rows,
        score: 0,
        predictions: new Int32Array(),
        classes,
        hints: [],
        milliseconds: 0,
        version: engine.version,
        verdict: verdictIn(error),
      };
    }
  },

  /** What is right in the rows of the last run. */
  labels: (): Int32Array => right,
};

/** Milliseconds between two updates of the progress. */
const PROGRESS_EVERY = 100;

/** What the page calls. */
export type Modeler = typeof modeler;

async function fetchEngine(): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(new URL(wasmFile, import.meta.url));
  if (!response.ok) throw new Error(`The engine cannot be loaded: HTTP ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

function verdictIn(error: unknown): Verdict {
  if (error instanceof InvalidModel) return verdictOf(error);
  throw error;
}

expose(modeler);
