/**
 * What a report of a verification claims, and no more than that.
 *
 * @module
 */
import type { VerificationReport } from "../../../protocol/verification/report.ts";
import { show } from "../../../protocol/text/visible.ts";

/** How a report reads: a badge and a sentence without a full stop. */
export interface ToldReport {
  badge: { kind: "good" | "warning" | "error"; word: string };
  found: string;
  /** What it does not cover */
  limits: string[];
}

/** @param endedNow Whether the competition is over by now */
export function tellReport(
  { verified, differences, unchecked, first, models, evaluated, rows, engine, ended, by }:
    VerificationReport,
  endedNow: boolean,
): ToldReport {
  const place = (first?.model === undefined ? "" : ` of model ${first.model}`) +
    (first?.round === undefined ? "" : ` in round ${first.round}`);
  const missing = [
    ...evaluated < models ? [`only ${evaluated} of ${models} judged models were run again`] : [],
    ...!ended && endedNow ? ["it was not over at that block: what came later is not in it"] : [],
  ];
  const limits = !ended && !endedNow ? [...missing, "it is of what was settled by then"] : missing;
  // Who signs nothing claims nothing, good or bad.
  const unsigned = by === undefined ? { kind: "warning", word: "unsigned" } as const : undefined;
  if (differences > 0) {
    return {
      badge: unsigned ?? { kind: "error", word: "differs" },
      found: `the chain differs from the rules in ${differences} ${
        differences === 1 ? "place" : "places"
      }${first === undefined ? "" : `, the first the ${show(first.kind, 30)}${place}`}`,
      limits,
    };
  }
  if (!verified) {
    return {
      badge: unsigned ?? { kind: "warning", word: "not all checked" },
      found: `nothing differs, and ${unchecked} models could not be checked`,
      limits,
    };
  }
  return {
    // An old report, or one of a few models, is not one of the whole.
    badge: unsigned ??
      (missing.length > 0
        ? { kind: "warning", word: "verified in part" }
        : { kind: "good", word: "verified by others" }),
    found: `every payment and ranking follows from the rules, and ${evaluated} models run again` +
      `${engine === undefined ? "" : ` with ${engine}`} have the scores and the evidence of ` +
      `${rows} rows`,
    limits,
  };
}
