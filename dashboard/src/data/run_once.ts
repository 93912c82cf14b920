/**
 * Runs a submitted model over a data set, in its own worker, as miners do.
 *
 * @module
 */
import type { Hex } from "viem";
import type { DataBytes } from "../../../miner/dataset/data_set.ts";
import { DemlError, told } from "../../../protocol/errors.ts";
import type { Part } from "../../../protocol/spec/part.ts";
import type { CompetitionSpec } from "../../../protocol/spec/spec.ts";
import { invalid, type InvalidFailure } from "../failures/verdict.ts";
import { workerFailed } from "../parts/load_part.ts";
import { proxy, wrap } from "../workers/comlink.ts";
import type { Modeler, Scored } from "../workers/model_worker.ts";

/** What runs, on what. */
export interface Job {
  /** The model, unpacked unless it is a package */
  onnx: Uint8Array;
  isPackage?: boolean;
  /** The digest that the evidence binds, if there should be any */
  digest?: Hex;
  spec: CompetitionSpec;
  part: Part;
  data: DataBytes;
}

/** The result, and what was right. */
export type RanOnce = Scored & { labels: Int32Array };

/**
 * Runs it; the worker ends with it, or when `signal` says so.
 *
 * @throws DemlError `invalid` if the model is the reason
 */
export async function runOnce(
  { onnx, isPackage = false, digest, spec, part, data }: Job,
  signal: AbortSignal,
  onProgress: (done: number, rows: number) => void,
): Promise<RanOnce> {
  const worker = new Worker(new URL("../workers/model_worker.ts", import.meta.url), {
    type: "module",
  });
  const over = Promise.withResolvers<never>();
  over.promise.catch(() => {});
  worker.onerror = (event) =>
    over.reject(
      workerFailed(
        event,
        told("evaluator", "The model's worker crashed", "Evaluate it with `deml evaluate`"),
      ),
    );
  const stop = () => over.reject(told("interrupted", "You stopped it", "Start it again any time"));
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop);
  const remote = wrap<Modeler>(worker);
  const work = async () => {
    const { verdict } = await remote.open(onnx, isPackage, spec, new Map());
    if (verdict) throw new DemlError<InvalidFailure>(invalid(verdict));
    const scored = await remote.score(spec, part, data, proxy(onProgress), digest);
    if (scored.verdict) throw new DemlError<InvalidFailure>(invalid(scored.verdict));
    return { ...scored, labels: await remote.labels() };
  };
  try {
    return await Promise.race([work(), over.promise]);
  } finally {
    signal.removeEventListener("abort", stop);
    worker.terminate();
  }
}
