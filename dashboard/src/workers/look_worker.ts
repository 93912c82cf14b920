/**
 * Looks into a stranger's package, off the page's thread: what hangs or grows is ended with it.
 *
 * @module
 */
import { type Hex, hexToBytes } from "viem";
import type { CompetitionSpec } from "../../../protocol/spec/spec.ts";
import { admit } from "../../../miner/model/admission.ts";
import { openModel } from "../../../miner/model/envelope.ts";
import { unpack } from "../../../miner/model/package.ts";
import { type Survey, survey } from "../../../miner/model/survey.ts";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import { type Verdict, verdictOf } from "../failures/verdict.ts";
import { expose, transfer } from "./comlink.ts";

/** What is inside a package. */
export interface Inside {
  onnx?: Uint8Array;
  /** What the file is, whether it is admitted or not */
  survey?: Omit<Survey, "problem">;
  /** Absent where it is not admitted */
  batch?: string;
  output?: string;
  /** Why it is INVALID */
  verdict?: Verdict;
}

const looker = {
  /**
   * Opens, unpacks and checks a package.
   *
   * @param key Opens it in a sealed competition
   */
  async look(submitted: Uint8Array, key: Hex | undefined, spec: CompetitionSpec): Promise<Inside> {
    const inside: Inside = {};
    try {
      const packed = key ? await openModel(submitted, hexToBytes(key)) : submitted;
      inside.onnx = unpack(packed, spec.limits);
      const { problem: _, ...found } = survey(inside.onnx);
      inside.survey = found;
      const { fixedBatch, outputKind } = admit(inside.onnx, spec);
      inside.batch = fixedBatch === undefined ? "any" : String(fixedBatch);
      inside.output = outputKind;
    } catch (error) {
      if (!(error instanceof InvalidModel)) throw error;
      inside.verdict = verdictOf(error);
    }
    return inside.onnx ? transfer(inside, [inside.onnx.buffer]) : inside;
  },
};

/** What the page calls. */
export type Looker = typeof looker;

expose(looker);
