/**
 * Everything that an organizer is about to sign, for people.
 *
 * @module
 */
import { metricTitle } from "../../../protocol/score/metrics.ts";
import { lengthOf, showDistance, showEther } from "../../../protocol/format/format.ts";
import { showRefused } from "../../../protocol/format/refused_sentences.ts";
import { show } from "../../../protocol/text/visible.ts";
import type { CompetitionSpec } from "../../../protocol/spec/spec.ts";
import { thirdsOf } from "../../../protocol/terms/phase_ends.ts";
import { refusedTerms } from "../../../protocol/terms/refused_terms.ts";
import type { Terms } from "../../../protocol/terms/terms.ts";
import type { Split } from "../../organizer/money.ts";
import type { Tried } from "../../organizer/prepare.ts";
import { labelsInWords } from "../../../protocol/format/labels_in_words.ts";
import { fileOf, type Part } from "../../../protocol/spec/part.ts";

/** What will be created. */
export interface Ready {
  spec: CompetitionSpec;
  cid: string;
  terms: Terms;
  split: Split;
  tried: { test: Tried; validation?: Tried };
  sealed: boolean;
  now: number;
}

/** Labels with their values. */
export type Facts = [label: string, value: string][];

/** The facts of a competition that is not created yet. */
export function reviewOf({ spec, cid, terms, split, tried, sealed, now }: Ready): Facts {
  const until = (seconds: number) =>
    `until ${new Date(1_000 * seconds).toISOString().slice(0, 16)}Z, ${
      showDistance(seconds - now)
    }`;
  const thirds = thirdsOf(terms);
  return [
    ["name", show(spec.name)],
    ["metric", metricTitle(spec)],
    ["test set", describeData(spec, "test", tried.test, sealed)],
    ...(spec.validation && tried.validation
      ? [[
        spec.claims ? "public part" : "validation",
        describeData(spec, "validation", tried.validation, false),
      ]] as Facts
      : []),
    ["input", describeInput(spec)],
    ["limits", describeLimits(spec)],
    ["engine", `${spec.engine.name} ${spec.engine.version}`],
    ["spec", cid],
    ["registration", until(terms.registrationEnd)],
    ["submission", until(terms.submissionEnd)],
    ...(sealed
      ? [
        ["test key", `you publish it ${until(thirds.key)}`],
        ["opening", until(terms.openingEnd)],
      ] as Facts
      : []),
    ["evaluation", until(terms.evaluationEnd)],
    [
      "rounds",
      `commits for ${lengthOf(terms.commitWindow)}, reveals for ${lengthOf(terms.revealWindow)}, ` +
      `${lengthOf(terms.roundInterval)} between those that are not full`,
    ],
    ["fund", `${showEther(split.fund)}, which you pay now`],
    ["prize", `${showEther(split.prize)}, to ${describeShares(terms.prizeShares)}`],
    [
      "buy-in",
      `${showEther(split.buyIn)} per participant, ${
        terms.returnsBuyIns ? "refunded less the parts of judged models" : "which joins the prize"
      }`,
    ],
    [
      "miners",
      `share ${showEther(split.pool)}, ${showEther(split.part)} per model; ` +
      `${terms.seats} seats at ${showEther(terms.seatStake)}, quorum ${terms.quorum}`,
    ],
    ["tolerance", `${(terms.tolerance / 1_000).toFixed(3)} points around the median`],
    [
      "models",
      `paid for ${terms.maxModels}, at most ${terms.maxModelsPerAuthor} of one participant, ` +
      `${terms.byteLimit.toLocaleString("en")} bytes each`,
    ],
  ];
}

/** Terms that careful clients refuse, one sentence each. */
export function refusedOf({ spec, terms, split, sealed }: Ready): string[] {
  const { engine, metric, test } = spec;
  const known = {
    spec: { engine, metric, rows: test.rows, sealed: test.sealed !== undefined },
  };
  return refusedTerms({ ...terms, fund: split.fund, sealed }, known).map((refused) =>
    `${refused.by === "miners" ? "Miners" : "Authors"} refuse ${refused.term}: ${
      showRefused(refused)
    }`
  );
}

/** One data set, in a line. */
export function describeData(
  spec: CompetitionSpec,
  part: Part,
  tried: Tried | undefined,
  sealed: boolean,
): string {
  const { rows, format, classNames } = fileOf(spec, part);
  const counted = tried?.counts && tried.counts.length <= 20
    ? ` (${
      tried.counts.map((count, label) => `${show(classNames?.[label] ?? String(label))}: ${count}`)
        .join(", ")
    })`
    : "";
  return `${rows.toLocaleString("en")} rows, ${labelsInWords(spec, part)}${counted}, ` +
    `${format.toUpperCase()}${sealed ? ", sealed" : ""}`;
}

/** What a model gets, in a line. */
export function describeInput({ input }: CompetitionSpec): string {
  const { shape, type, layout, scale, mean, std } = input;
  const few = (values: number[]) =>
    values.length > 4 ? `${values.slice(0, 4).join(", ")}, …` : values.join(", ");
  return `[${shape.join(", ")}] ${type}, ${layout}, (value × ${scale} − ${few(mean)}) / ${
    few(std)
  }`;
}

/** What a model may cost, in a line. */
export function describeLimits({ limits }: CompetitionSpec): string {
  const count = (value: number) => value.toLocaleString("en");
  return `${count(limits.unpackedBytes)} bytes, ${count(limits.parameters)} parameters, ` +
    `${count(limits.multiplyAdds)} multiply-adds`;
}

const PLACES = ["the first", "second", "third", "fourth", "fifth", "sixth"];

/** Who gets the prize. */
export function describeShares(shares: readonly number[]): string {
  if (shares.length === 0) return "the first, all of it";
  return shares.map((share, place) => `${PLACES[place]} ${share / 100} %`).join(", ");
}
