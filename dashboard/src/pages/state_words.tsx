/** A model's status, in a word, and why. */
import { useNow } from "../chain/head.tsx";
import type { Competition } from "../../../protocol/state/competition.ts";
import type { Round } from "../../../protocol/state/round.ts";
import type { Standing, State } from "../../../protocol/history/ranking.ts";
import { INVALID_SCORE } from "../../../protocol/score/score.ts";
import { whyWaits } from "../words/waiting.ts";

const WORDS: Record<State, [word: string, why: string, kind: string]> = {
  none: ["not there", "", ""],
  reserved: ["reserved", "Its author has reserved this place", ""],
  incomplete: ["incomplete", "Not all of its bytes are on the chain", "warning"],
  sealed: ["sealed", "Its author publishes its key after submission ends", ""],
  waiting: ["waiting", "It is waiting for a round, or being judged", ""],
  scored: ["scored", "Its score is final", "good"],
  unjudged: [
    "unjudged",
    "Three rounds did not agree on it, so it has no score; its evaluation fees are burnt",
    "warning",
  ],
  "not opened": ["not opened", "Its key was not published in time: disqualified", "error"],
  unscored: ["unscored", "No round judged it before the end; its buy-in comes back", "warning"],
};

const INVALID = [
  "INVALID",
  "Its package or the model inside breaks a rule, and more than half of the miners say so",
  "error",
] as const;

const FALSE_CLAIM = [
  "INVALID",
  "Its author claimed a score, and more than half of the miners say that the model is INVALID: it " +
  "has another score on the public part, or breaks a rule",
  "error",
] as const;

function wordsOf({ state, score, claimed }: Standing) {
  if (score === INVALID_SCORE) return claimed === undefined ? INVALID : FALSE_CLAIM;
  return WORDS[state];
}

/** @param why What is known beyond the word */
export function StateBadge({ standing, why }: { standing: Standing; why?: string }) {
  const [word, usual, kind] = wordsOf(standing);
  return <span className={`badge ${kind}`} title={why ?? usual}>{word}</span>;
}

/** The same as a sentence, at this moment. */
export function Why({ standing, competition, round }: {
  standing: Standing;
  competition: Competition;
  round: Round | undefined;
}) {
  const now = useNow();
  const judging = round && { round, model: standing.id };
  const text = standing.state === standing.status
    ? whyWaits(standing, competition, now, judging)
    : undefined;
  return <>{text ?? wordsOf(standing)[1]}.</>;
}
