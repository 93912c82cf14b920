/**
 * From a model's bytes to a miner's verdict. A miner judges each model separately, and abstains if
 * it cannot: neither its own failures nor its processor's rounding become a score.
 *
 * @module
 */
import type { Hex } from "viem";
import type { EngineName } from "../../../protocol/spec/spec.ts";
import { DemlError, failureOf, reasonOf } from "../../../protocol/errors.ts";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import { agree } from "../../../protocol/score/score.ts";
import { NO_OUTPUTS } from "../../../protocol/score/evidence.ts";
import { abstain, invalid, isPassing, type Judgement } from "../../../protocol/score/judgement.ts";
import type { LoadedJudges } from "./judges.ts";
import { ChildFailure } from "./live_child.ts";
import type { Verdict } from "./verdict_of.ts";

/** One model, and the input of its judgement. */
export interface JudgeTask {
  /** The digest that the contract knows: what the evidence binds, 32 bytes */
  digest: Hex;
  /**
   * Gets the package.
   *
   * @throws InvalidModel if there is none, e.g. for an envelope that its key does not open;
   * anything else thrown is this miner's failure
   */
  read(): Promise<Uint8Array>;
  /** The competition's, in score units */
  tolerance: number;
  /** Called with the progress; with a cross-check, `rows` counts each sample twice */
  onProgress?: (done: number, rows: number) => void;
  signal?: AbortSignal;
}

/**
 * Judges a model. With a cross-check, the two engines' scores may be half of the tolerance apart:
 * an honest row is then within half of it from the `wasm` score, which is everybody's, so that any
 * two honest rows are within the tolerance.
 *
 * @returns A score, INVALID, or ABSTAIN with its reason
 * @throws Whatever the signal was aborted with
 */
export async function judgeModel(
  { spec, own, cross }: LoadedJudges,
  task: JudgeTask,
): Promise<Judgement> {
  const { digest, tolerance, onProgress, signal } = task;
  const { name } = spec.engine;
  let step: "bytes" | EngineName = "bytes";
  try {
    signal?.throwIfAborted();
    const bytes = await task.read();
    const progress = (before: number) =>
      onProgress && ((done: number, rows: number) => {
        onProgress(before * rows + done, cross ? 2 * rows : rows);
      });
    step = name;
    const verdict = await own.evaluate(bytes, {
      evidence: digest,
      onProgress: progress(0),
    });
    const judgement = judgementOf(verdict);
    if (cross === undefined) return judgement;
    signal?.throwIfAborted();
    step = "wasm";
    const other = judgementOf(await cross.evaluate(bytes, { onProgress: progress(1) }));
    if (agree(judgement.score, other.score, tolerance / 2)) return judgement;
    const [native, wasm] = [judgement.score, other.score];
    return abstain({ code: "engines-differ", native, wasm, tolerance });
  } catch (error) {
    signal?.throwIfAborted();
    if (step === "bytes" && error instanceof InvalidModel) return invalid(error.rule, error.found);
    if (error instanceof DemlError && error.code === "interrupted") throw error;
    return failed(error, step);
  }
}

function judgementOf(verdict: Verdict): Judgement {
  if (verdict.kind === "invalid") return invalid(verdict.rule, verdict.found);
  return { score: verdict.score, root: verdict.root ?? NO_OUTPUTS };
}

/**
 * The verdict of a failed miner: it could not get the bytes of a model or of all of them, or an
 * engine failed.
 */
export function failed(error: unknown, step: "bytes" | EngineName = "bytes"): Judgement {
  return abstain({
    code: "failed",
    step,
    error: error instanceof DemlError ? error.code : "internal" as const,
    passing: isPassing(error),
    failure: error instanceof ChildFailure ? error.failure.how : undefined,
    what: failureOf(error),
    detail: reasonOf(error),
  });
}
