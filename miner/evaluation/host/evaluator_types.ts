/**
 * What an evaluator is, to those who have one.
 *
 * @module
 */
import type { Hex } from "viem";
import type { Part } from "../../../protocol/spec/part.ts";
import type { CompetitionSpec, EngineName } from "../../../protocol/spec/spec.ts";
import type { Sandbox, SandboxChoice, SandboxProbe } from "./sandbox.ts";
import type { Verdict } from "./verdict_of.ts";

/** A file that is at hand, or that is read in parts each time a child is given it. */
export type FileContent = Uint8Array | {
  /** Bytes */
  length: number;
  /** All of them, or it throws: what it throws is what the evaluation fails with */
  parts(): AsyncIterable<Uint8Array>;
};

/** A competition as the evaluator needs it. */
export interface EvaluatorCompetition {
  spec: CompetitionSpec;
  part: Part;
  data: FileContent;
  /** Where they are a file of their own */
  labels?: FileContent;
  /**
   * What opened a sealed test set. It is part of what the data is: GCM lets one ciphertext open
   * under two keys, so a spec with its CID and nonce names no plaintext
   */
  testKey?: Hex;
}

/** What must be known of a competition to start a child for it. */
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
  /** `package` unless said: a `.deml`; `onnx` is a bare model */
  form?: "package" | "onnx";
  onProgress?: (done: number, rows: number) => void;
  /** Whether the verdict should tell how sure the model was of each row */
  margins?: boolean;
  /** The model's digest on the chain: the verdict then holds the evidence's root over the samples */
  evidence?: Hex;
}

/** Evaluates models in child processes, several at once. */
export interface Evaluator {
  /** How many models are worth evaluating at once */
  readonly width: number;
  /** Version of the onnxruntime that was started last */
  readonly engineVersion: string | undefined;
  /** The sandbox around the child that was started last */
  readonly sandbox: Sandbox["kind"] | undefined;
  /** Starts a child before its competition is read; a failure shows when that is loaded. */
  prepare(plan: EvaluationPlan): void;
  /**
   * Loads a data set, unless the one there is the same.
   *
   * @throws DemlError `evaluator` or `data`: this machine cannot tell anything about its models
   */
  load(competition: EvaluatorCompetition): Promise<LoadedCompetition>;
  /** Ends the idle children and gives their memory back; the next evaluation starts others. */
  rest(): Promise<void>;
  close(): Promise<void>;
}

/** A competition that models can be evaluated on, until its evaluator is closed. */
export interface LoadedCompetition {
  /**
   * Evaluates a model.
   *
   * @param bytes A package, or a bare ONNX file
   * @throws DemlError `evaluator` or `data`: this machine cannot tell, so it abstains
   */
  evaluate(bytes: Uint8Array, options?: EvaluateOptions): Promise<Verdict>;
  /**
   * The inputs of some rows, as models are given them, row after row.
   *
   * @param rows At most MAX_SAMPLES
   */
  samples(rows: number[]): Promise<Float32Array>;
}

/** How an evaluator works. */
export interface EvaluatorOptions {
  /** What the competition's spec demands unless said */
  engine?: EngineName;
  /**
   * Whether to refuse a competition whose spec demands another engine or version: engines round
   * differently, and a stake depends on agreeing with the others
   */
  strict?: boolean;
  /** `auto` unless said */
  sandbox?: SandboxChoice;
  /** Tells what sandbox this machine has; evaluators that share it try that once */
  probe?: SandboxProbe;
  /** Models at once; the machine's cores unless said */
  width?: number;
  /** A shorter limit for one model than the spec's, in milliseconds */
  within?: number;
  /** Bytes of memory for a child, instead of what data and spec ask for */
  memory?: number;
  /** The part of this machine's memory that no child's limit may pass; 1, all of it, unless said */
  share?: number;
  /** Told once, when the first child starts, what it is started with */
  log?(line: string): void;
  signal?: AbortSignal;
  /** For tests: see SpawnOptions */
  module?: string;
}
