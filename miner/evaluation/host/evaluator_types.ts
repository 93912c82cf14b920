/**
 * The interface of an evaluator.
 *
 * @module
 */
import type { Hex } from "viem";
import type { Part } from "../../../protocol/spec/part.ts";
import type { CompetitionSpec, EngineName } from "../../../protocol/spec/spec.ts";
import type { Sandbox, SandboxChoice, SandboxProbe } from "./sandbox.ts";
import type { Verdict } from "./verdict_of.ts";

/** A file in memory, or one that is read in parts each time a child gets it. */
export type FileContent = Uint8Array | {
  /** Bytes */
  length: number;
  /**
   * All of them, each gone when the next is asked for; or it throws, and the evaluation fails with
   * the same error
   */
  parts(): AsyncIterable<Uint8Array>;
};

/** A competition as the evaluator needs it. */
export interface EvaluatorCompetition {
  spec: CompetitionSpec;
  part: Part;
  data: FileContent;
  /** If they are a separate file */
  labels?: FileContent;
  /**
   * The key of a sealed test set. It is part of the data's identity: GCM lets one ciphertext open
   * under two keys, so a spec with its CID and nonce does not determine a plaintext
   */
  testKey?: Hex;
}

/** What must be known about a competition to start a child for it. */
export interface EvaluationPlan {
  engine: EngineName;
  limits: Pick<CompetitionSpec["limits"], "unpackedBytes" | "multiplyAdds">;
  /** Length of the data set's files */
  bytes: number;
  /** Samples, or more */
  rows: number;
}

/** How to evaluate one model. */
export interface EvaluateOptions {
  /** `package` by default: a `.deml`; `onnx` is a bare model */
  form?: "package" | "onnx";
  onProgress?: (done: number, rows: number) => void;
  /** Whether the verdict should include the model's confidence in each row */
  margins?: boolean;
  /** The model's digest on the chain: the verdict then has the evidence's root over the samples */
  evidence?: Hex;
}

/** Evaluates models in child processes, several at once. */
export interface Evaluator {
  /** How many models are worth evaluating at once */
  readonly width: number;
  /** Version of the onnxruntime started last */
  readonly engineVersion: string | undefined;
  /** The sandbox around the child started last */
  readonly sandbox: Sandbox["kind"] | undefined;
  /** Starts a child before its competition is read; a failure is reported when that is loaded. */
  prepare(plan: EvaluationPlan): void;
  /**
   * Loads a data set, unless it is already loaded.
   *
   * @throws DemlError `evaluator` or `data`: this machine cannot judge its models
   */
  load(competition: EvaluatorCompetition): Promise<LoadedCompetition>;
  /** Ends the idle children and frees their memory; the next evaluation starts others. */
  rest(): Promise<void>;
  close(): Promise<void>;
}

/** A competition that models can be evaluated on, until its evaluator is closed. */
export interface LoadedCompetition {
  /**
   * Evaluates a model.
   *
   * @param bytes A package, or a bare ONNX file
   * @throws DemlError `evaluator` or `data`: this machine cannot judge it, so it abstains
   */
  evaluate(bytes: Uint8Array, options?: EvaluateOptions): Promise<Verdict>;
  /**
   * The inputs of some rows, as models receive them, row after row.
   *
   * @param rows At most MAX_SAMPLES
   */
  samples(rows: number[]): Promise<Float32Array>;
}

/** Options of an evaluator. */
export interface EvaluatorOptions {
  /** By default, what the competition's spec demands */
  engine?: EngineName;
  /**
   * Whether to refuse a competition whose spec demands another engine or version: engines round
   * differently, and a stake depends on agreeing with the others
   */
  strict?: boolean;
  /** `auto` by default */
  sandbox?: SandboxChoice;
  /** Finds out this machine's sandbox; evaluators that share it try that once */
  probe?: SandboxProbe;
  /** Models at once; by default the machine's cores */
  width?: number;
  /** A shorter limit for one model than the spec's, in milliseconds */
  within?: number;
  /** Bytes of memory for a child, instead of the limit derived from data and spec */
  memory?: number;
  /**
   * The part of this machine's memory that no child's limit may exceed; 1, all of it, by default
   */
  share?: number;
  /** Called once, when the first child starts, with its settings */
  log?(line: string): void;
  signal?: AbortSignal;
  /** For tests: see SpawnOptions */
  module?: string;
}
