/** The refused terms, in words: what was found, and what it risks.
 *
 * @module
 */
import { formatEther } from "viem";
import type { RefusedTerm, RefusedTermName } from "../terms/refused_terms.ts";

interface Sentence {
  /** What is found and what is wanted */
  says(found: string, wanted: string): string;
  /** What may happen */
  risk: string;
  /** How numbers are shown */
  show?: (value: number) => string;
}

const SENTENCES: Record<RefusedTermName, Sentence> = {
  "commit-window-short": {
    says: (found, wanted) => `Commits are accepted for ${found}, less than ${wanted}`,
    risk: "Miners that are too slow are missing, and a liar meets fewer votes",
    show: duration,
  },
  "commit-window-long": {
    says: (found, wanted) => `Commits are accepted for ${found}, more than ${wanted}`,
    risk: "Deposits stay locked that long",
    show: duration,
  },
  "reveal-window-short": {
    says: (found, wanted) => `Reveals are accepted for ${found}, less than ${wanted}`,
    risk: "A restart or a full block costs the whole stake",
    show: duration,
  },
  "reveal-window-long": {
    says: (found, wanted) => `Reveals are accepted for ${found}, more than ${wanted}`,
    risk: "Deposits stay locked that long",
    show: duration,
  },
  "few-seats": {
    says: (found, wanted) => `Each model pays for ${found} evaluations, fewer than ${wanted}`,
    risk: "A handful of accounts decides what is agreed, and honest miners lose their stakes",
  },
  "cheap-quorum": {
    says: (found, wanted) => `A quorum of stakes is ${found}, less than the prize of ${wanted}`,
    risk: "Ruling a round costs less than it wins",
  },
  "narrow-tolerance": {
    says: (found, wanted) =>
      `The tolerance is ${found} score units, less than the ${wanted} of four test rows, with native`,
    risk: "Processors that round differently cost honest miners their stakes",
  },
  "other-engine": {
    says: (found, wanted) => `The competition demands the engine ${found}, not ${wanted}`,
    risk: "Engines round differently, and a score that differs from the others' costs the stake",
  },
  "off-chain-models": {
    says: () => "Models may be on IPFS alone",
    risk: "An author who withholds a model decides who can judge it",
  },
  "submission-short": {
    says: (found, wanted) => `Models are accepted for ${found}, less than ${wanted}`,
    risk: "A participant who is asleep then has paid for nothing",
    show: duration,
  },
  "opening-short": {
    says: (found, wanted) => `A third of the opening phase is ${found}, less than ${wanted}`,
    risk: "There may be no time to open a model, and its buy-in stays in the pot",
    show: duration,
  },
  "evaluation-short": {
    says: (found, wanted) => `Rounds are opened for ${found}, less than ${wanted}`,
    risk: "Only the first models may be judged",
    show: duration,
  },
  "keeps-buy-ins": {
    says: () => "Buy-ins join the prize",
    risk: "An organizer that knows the labels can win its own competition, and everybody's buy-in",
  },
  "public-test-set": {
    says: () => "The test set is public while models are accepted",
    risk: "A model that memorised it wins",
  },
};

/** What is found, and what it risks: two sentences without a full stop at the end. */
export function showRefused({ term, found, wanted }: RefusedTerm): string {
  const { says, risk, show = String } = SENTENCES[term];
  const text = (value: RefusedTerm["found"]) =>
    typeof value === "bigint"
      ? `${formatEther(value)} ETH`
      : typeof value === "number"
      ? show(value)
      : String(value);
  return `${says(text(found), text(wanted))}. ${risk}`;
}

/**
 * `45 s`, `30 min`, `1 h 30 min`, `2 d`: rounded down, so that too short a time does not look long
 * enough.
 */
function duration(seconds: number): string {
  const units = [["d", 86_400], ["h", 3_600], ["min", 60], ["s", 1]] as const;
  let rest = Math.max(0, Math.floor(seconds));
  const parts = units.flatMap(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count > 0 ? [`${count} ${unit}`] : [];
  });
  return parts.join(" ") || "0 s";
}
