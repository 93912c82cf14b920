/**
 * Judging what was not judged before.
 *
 * @module
 */
import type { Judgement } from "../../protocol/score/judgement.ts";
import type { KeptVerdicts, VerdictKey } from "../journal/kept_verdicts.ts";

/** What is worth a line in the log about what is kept. */
export type KeepingNote = "kept" | "broken-entry" | "not-kept";

/**
 * The verdict that is kept for this model, or another one, which is kept.
 *
 * @param note Told when a kept verdict is used, when one could not be read, and when one could not be
 * written; none of them ends anything
 */
export async function judgeOnce(
  verdicts: KeptVerdicts,
  key: VerdictKey,
  judge: () => Promise<Judgement>,
  note: (what: KeepingNote) => void = () => {},
): Promise<Judgement> {
  const found = verdicts.find(key);
  if (found.kind === "kept") {
    note("kept");
    return found.judgement;
  }
  if (found.kind === "broken") note("broken-entry");
  const judgement = await judge();
  const final = judgement.because === undefined || judgement.because.code === "invalid";
  if (final && !verdicts.keep(key, judgement)) note("not-kept");
  return judgement;
}
