/**
 * The verdict on a submission without running it.
 *
 * @module
 */
import type { CompetitionSpec } from "../../protocol/spec/spec.ts";
import { admit, type Admitted } from "../../miner/model/admission.ts";
import { unpack } from "../../miner/model/package.ts";
import { InvalidModel } from "../../protocol/score/verdict.ts";

/** What reading and admission say; anything but a verdict is thrown on. */
export function judge(bytes: Uint8Array, spec: CompetitionSpec): Admitted | InvalidModel {
  try {
    return admit(unpack(bytes, spec.limits), spec);
  } catch (error) {
    if (error instanceof InvalidModel) return error;
    throw error;
  }
}
