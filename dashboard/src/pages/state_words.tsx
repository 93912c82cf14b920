/** How a model stands, in a word, and why. */
import type { Standing, State } from "../../../miner/leaderboard.ts";
import { INVALID_SCORE } from "../../../miner/score.ts";

const WORDS: Record<State, [word: string, why: string, kind: string]> = {
  none: ["not there", "", ""],
  sealed: ["sealed", "Its author publishes its key after submission ends", ""],
  waiting: ["waiting", "It waits for a round, or is being evaluated", ""],
  contested: [
    "contested",
    "Fewer than two thirds of the miners agreed; a second round decides",
    "warning",
  ],
  scored: ["scored", "Its score is final", "good"],
  "not opened": ["not opened", "Its key was not published in time: disqualified", "error"],
  unscored: ["unscored", "No round judged it before the end; its buy-in is refunded", "warning"],
};

export function StateBadge({ standing: { state, score } }: { standing: Standing }) {
  const invalid = score === INVALID_SCORE;
  const [word, why, kind] = invalid
    ? ["INVALID", "The package or the model breaks a rule: `deml check` names it", "error"]
    : WORDS[state];
  return <span className={`badge ${kind}`} title={why}>{word}</span>;
}

/** The same as a sentence. */
export function whyOf({ state, score }: Standing): string {
  if (score === INVALID_SCORE) {
    return "INVALID: its package or the model inside breaks a rule, and two thirds of the miners say so";
  }
  return WORDS[state][1];
}
