/**
 * Judges only models without a verdict.
 *
 * @module
 */
import type { Judgement } from "../../protocol/score/judgement.ts";
import type { KeptVerdicts, VerdictKey } from "../journal/kept_verdicts.ts";

/** Log lines about kept verdicts. */
export type KeepingNote = "kept" | "broken-entry" | "not-kept";

/**
 * The kept verdict on this model, or a new one, which is then kept.
 *
 * @param note Called if a kept verdict is used, cannot be read or cannot be written; none of these
 * is fatal
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
