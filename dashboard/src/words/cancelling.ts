/**
 * Why a sealed competition may be cancelled. PROTOCOL.md, section 3.
 *
 * @module
 */
import type { Competition } from "../../../protocol/state/competition.ts";

/** Why a competition may be cancelled. */
export type CancelReason = "no key" | "bad" | "not judged";

/** Which of the three applies. */
export function cancelReasonOf(
  { testKey, testSet }: Pick<Competition, "testKey" | "testSet">,
): CancelReason {
  if (testKey === undefined) return "no key";
  return testSet === "bad" ? "bad" : "not judged";
}
