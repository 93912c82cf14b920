/**
 * What an author may claim of a run in its browser: only what miners compute as well.
 *
 * @module
 */
import type { Hex } from "viem";
import { told } from "../../../protocol/errors.ts";
import type { CompetitionSpec } from "../../../protocol/spec/spec.ts";
import type { Scored } from "../workers/model_worker.ts";

/**
 * The score and the evidence's root of a run over the public part.
 *
 * @throws DemlError `evaluator` if this page's engine has a different version from the one that the
 * spec demands: one other bit makes the claim false, and burns its bond
 */
export function claimOf(
  { engine }: Pick<CompetitionSpec, "engine">,
  { score, root, version }: Pick<Scored, "score" | "root" | "version">,
): { score: number; root: Hex } {
  if (root === undefined) throw new Error("A claim needs the evidence of its run");
  if (version === engine.version) return { score, root };
  throw told(
    "evaluator",
    `Claims are computed with version ${engine.version} of the engine, and this page has ${version}`,
    "Claim with `deml submit --claim`, of a program with the spec's version",
  );
}
