/**
 * The fields of a form that careful clients would refuse, and how to make them acceptable.
 *
 * @module
 */
import type { RefusedTerm, RefusedTermName } from "../../protocol/terms/refused_terms.ts";
import { refusedTerms } from "../../protocol/terms/refused_terms.ts";
import { lengthOf } from "../../protocol/format/format.ts";
import { showRefused } from "../../protocol/format/refused_sentences.ts";
import { type Draft, type Duration, ENGINE_VERSION, type Timed, UNITS } from "./draft.ts";
import { localOf, type Reckoning } from "./terms_of.ts";

/** A field that is marked. */
export interface RefusedField {
  /** Its path in the form */
  field: string;
  term: RefusedTermName;
  by: RefusedTerm["by"];
  /** Without a full stop at the end */
  says: string;
  /** What to do about it, as a button says it */
  accepts: string;
  /** The form with a value that is accepted */
  mend(draft: Draft): Draft;
}

/**
 * The marked fields of a form, those of miners first.
 *
 * @param evaluationSeconds How long a full round takes a usual miner
 */
export function refusedFields(
  draft: Draft,
  reckoning: Reckoning,
  evaluationSeconds = 0,
): RefusedField[] {
  const { judged, wrong, ends } = reckoning;
  if (judged === undefined) return [];
  const rows = Number(draft.test.rows);
  const spec = {
    engine: { name: draft.engine.name, version: draft.engine.version.trim() },
    metric: draft.metric,
    // Until a file is chosen, any tolerance will do.
    rows: rows > 0 ? rows : Infinity,
    sealed: draft.sealed,
  };
  return refusedTerms(judged, { spec, engineVersion: ENGINE_VERSION, evaluationSeconds })
    .map((refused) => ({
      field: fieldOf(refused.term, draft),
      term: refused.term,
      by: refused.by,
      says: showRefused(refused),
      accepts: acceptsOf(refused),
      mend: (now: Draft) => mended(now, refused, ends),
    }))
    // A field with an error says that first.
    .filter(({ field }) => !Object.keys(wrong).some((name) => field.split(".").includes(name)));
}

const WINDOWS = {
  "commit-window-short": "commitWindow",
  "commit-window-long": "commitWindow",
  "reveal-window-short": "revealWindow",
  "reveal-window-long": "revealWindow",
} as const;

const PHASES = {
  "submission-short": "submission",
  "opening-short": "opening",
  "evaluation-short": "evaluation",
} as const;

const OTHERS = {
  "few-seats": "terms.seats",
  "cheap-quorum": "terms.seatStake",
  "narrow-tolerance": "terms.tolerance",
  "other-engine": "engine.version",
  "off-chain-models": "terms.offChainModels",
  "keeps-buy-ins": "terms.returnsBuyIns",
  "public-test-set": "sealed",
} as const;

function isIn<K extends string>(table: Record<K, unknown>, name: string): name is K {
  return Object.hasOwn(table, name);
}

/** The path of the field that decides a term. */
function fieldOf(term: RefusedTermName, { by }: Draft): string {
  if (isIn(WINDOWS, term)) return `terms.${WINDOWS[term]}.count`;
  if (!isIn(PHASES, term)) return OTHERS[term];
  return by === "dates" ? `dates.${PHASES[term]}` : `durations.${PHASES[term]}.count`;
}

/** A longer commit window is refused as well. */
const LONGEST_WINDOW = UNITS.days;

/** Whether no commit window is long enough for the models that the limits allow. */
function isHopeless(term: RefusedTermName, wanted: RefusedTerm["wanted"]): boolean {
  return term === "commit-window-short" && Number(wanted) > LONGEST_WINDOW;
}

/** The nearest value that is accepted. */
function acceptsOf({ term, wanted }: RefusedTerm): string {
  if (isHopeless(term, wanted)) return "Lower the most multiply-adds";
  if (isIn(WINDOWS, term) || isIn(PHASES, term)) {
    return `Use ${lengthOf(Number(wanted) * (term === "opening-short" ? THIRDS : 1))}`;
  }
  return ACCEPTS[term] ?? `Use ${String(wanted)}`;
}

/** A third of the opening is what miners have to judge the test set. */
const THIRDS = 3;

const ACCEPTS: Partial<Record<RefusedTermName, string>> = {
  "cheap-quorum": "Use the usual deposit",
  "narrow-tolerance": "Use the tolerance of four rows",
  "other-engine": `Use ${ENGINE_VERSION}`,
  "off-chain-models": "Do not allow it",
  "keeps-buy-ins": "Let them come back",
  "public-test-set": "Seal it",
};

function mended(
  draft: Draft,
  { term, found, wanted }: RefusedTerm,
  ends: Reckoning["ends"],
): Draft {
  if (isHopeless(term, wanted)) {
    // The time of a round is in proportion to it.
    const share = Math.min(LONGEST_WINDOW, Number(found)) / Number(wanted);
    const multiplyAdds = Math.max(1, Math.floor(Number(draft.limits.multiplyAdds) * share));
    return { ...draft, limits: { ...draft.limits, multiplyAdds: String(multiplyAdds) } };
  }
  const terms = (change: Partial<Draft["terms"]>) => ({
    ...draft,
    terms: { ...draft.terms, ...change },
  });
  if (isIn(WINDOWS, term)) return terms({ [WINDOWS[term]]: durationOf(Number(wanted)) });
  if (isIn(PHASES, term)) {
    const seconds = Number(wanted) * (term === "opening-short" ? THIRDS : 1);
    return withPhase(draft, PHASES[term], seconds, ends);
  }
  switch (term) {
    case "few-seats":
      return terms({ seats: String(wanted), quorum: "" });
    case "cheap-quorum":
      return terms({ seatStake: "" });
    case "narrow-tolerance":
      return terms({ tolerance: "" });
    case "other-engine":
      return { ...draft, engine: { ...draft.engine, version: ENGINE_VERSION } };
    case "off-chain-models":
      return terms({ offChainModels: false });
    case "keeps-buy-ins":
      return terms({ returnsBuyIns: true });
    case "public-test-set":
      return { ...draft, sealed: true };
  }
}

const BEFORE: Record<string, Timed[]> = {
  submission: ["registration"],
  opening: ["submission"],
  evaluation: ["opening", "submission"],
};

/** A phase of a length; later dates move as far as its end does. */
function withPhase(
  draft: Draft,
  phase: Timed,
  seconds: number,
  ends: Reckoning["ends"],
): Draft {
  if (draft.by === "durations") {
    return { ...draft, durations: { ...draft.durations, [phase]: durationOf(seconds) } };
  }
  const before = BEFORE[phase]?.find((name) => name !== "opening" || draft.sealed);
  const start = before && ends[before];
  const end = ends[phase];
  if (start === undefined || end === undefined) return draft;
  // A date has whole minutes.
  const later = Math.ceil((start + seconds) / 60) * 60 - end;
  const moved = Object.entries(ends).filter(([, each]) => each >= end)
    .map(([name, each]) => [name, localOf(each + later)]);
  return { ...draft, dates: { ...draft.dates, ...Object.fromEntries(moved) } };
}

/** A length in the largest unit that has it whole. */
function durationOf(seconds: number): Duration {
  const units = (["days", "hours", "minutes"] as const).filter((unit) =>
    seconds % UNITS[unit] === 0 && seconds >= UNITS[unit]
  );
  const unit = units[0] ?? "minutes";
  return { count: String(Math.ceil(seconds / UNITS[unit])), unit };
}
