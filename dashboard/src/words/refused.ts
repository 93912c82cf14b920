/**
 * The terms of a competition that careful clients refuse.
 *
 * @module
 */
import type { Competition } from "../../../protocol/state/competition.ts";
import type { CompetitionSpec } from "../../../protocol/spec/spec.ts";
import {
  type Circumstances,
  type RefusedTerm,
  refusedTerms,
} from "../../../protocol/terms/refused_terms.ts";

/** The fields of a spec that decide. */
export function circumstancesOf(spec: CompetitionSpec | undefined): Circumstances {
  if (spec === undefined) return {};
  const { engine, metric, test } = spec;
  return { spec: { engine, metric, rows: test.rows, sealed: test.sealed !== undefined } };
}

/** Those of a competition; none once it is over and nobody can join. */
export function refusedOf(
  competition: Competition,
  spec: CompetitionSpec | undefined,
): RefusedTerm[] {
  return competition.ended ? [] : refusedTerms(competition, circumstancesOf(spec));
}

/** Their names in a sentence; `--accept` takes them with hyphens. */
export function termsInWords(refused: RefusedTerm[]): string {
  return refused.map(({ term }) => term.replaceAll("-", " ").replace("buy ins", "buy-ins")).join(
    ", ",
  );
}
