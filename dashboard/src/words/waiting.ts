/**
 * Why a model waits, why a round does not open, and when either will change: sentences without a
 * full stop. PROTOCOL.md, sections 4 and 6.
 *
 * @module
 */
import { lengthOf } from "../../../protocol/format/format.ts";
import type { Competition } from "../../../protocol/state/competition.ts";
import type { Model } from "../../../protocol/state/model.ts";
import { MOST_TRIES } from "../../../protocol/history/judgements.ts";
import { partsEndOf, thirdsOf } from "../../../protocol/terms/phase_ends.ts";
import type { Round } from "../../../protocol/state/round.ts";
import { clock, counted } from "./show.ts";

/** The fields of a competition that decide. */
export type Waits = Pick<
  Competition,
  | "phase"
  | "sealed"
  | "ended"
  | "testSet"
  | "testKey"
  | "running"
  | "rounds"
  | "queued"
  | "counting"
  | "enrolled"
  | "nextQuorum"
  | "nextRound"
  | "canOpenRound"
  | "canFinalize"
  | "registrationEnd"
  | "submissionEnd"
  | "openingEnd"
  | "evaluationEnd"
  | "commitWindow"
  | "revealWindow"
>;

/** A running round, as far as it decides. */
export type Judging = Pick<
  Round,
  | "index"
  | "models"
  | "counted"
  | "committed"
  | "revealed"
  | "commitsOpen"
  | "commitEnd"
  | "revealsOpen"
  | "revealEnd"
  | "canSettle"
  | "canExpire"
  | "canFail"
>;

/** The most rows of a round, so that it settles in one transaction: RoundLib.MOST. */
export const MOST_COMMITS = 800;

/** How far a round is, and by when it is over. */
export function howFar(
  { counted, committed, revealed, ...round }: Judging,
  { revealWindow }: Pick<Waits, "revealWindow">,
  now: number,
): string {
  if (round.canSettle) return `all ${revealed} rows are in, and anybody may settle it`;
  if (round.canExpire || round.canFail) {
    return `too few rows came in time (${round.canExpire ? committed : revealed}): it is over ` +
      "without a result, and another round judges what was in it";
  }
  if (round.commitsOpen) {
    const settled = clock(round.commitEnd + revealWindow, now);
    return `${committed} of ${Math.min(MOST_COMMITS, counted)} rows are committed; it settles by ` +
      settled;
  }
  if (!round.revealsOpen) return "the next block begins its next stage";
  return `${revealed} of ${committed} rows are in; it settles by ${clock(round.revealEnd, now)}`;
}

/**
 * Why no round is opened for what is waiting; undefined if nothing waits, or a round is running.
 */
export function whyNoRound(competition: Waits, now: number): string | undefined {
  const { phase, sealed, testSet, testKey, running, queued, counting, enrolled, nextQuorum } =
    competition;
  if (competition.ended || running > 0) return undefined;
  const zero = sealed && testSet === "unjudged";
  if (zero ? testKey === undefined : queued === 0) return undefined;
  if (competition.canOpenRound) return "Anybody can open a round now";
  const { nextRound } = competition;
  if (nextRound === 0) return "No round can be opened now: the time for it is over";
  if (nextRound > now && phase !== "evaluation" && sealed && !zero) {
    return `Rounds begin when the opening is over, in ${lengthOf(nextRound - now)}`;
  }
  if (nextRound > now) {
    return `The next round may be opened in ${
      lengthOf(nextRound - now)
    }: a round that is not full waits for more models`;
  }
  const young = enrolled - counting;
  return `A round needs ${counted(nextQuorum, "deposit")} that count; there are ${counting}` +
    (young > 0
      ? `; ${young} more ${young === 1 ? "is" : "are"} too new: a deposit counts once it is ${
        lengthOf(competition.commitWindow)
      } to ${lengthOf(2 * competition.commitWindow)} old`
      : "");
}

/**
 * Why a model has no score yet.
 *
 * @param judging The running round, and whether the model is in it
 * @returns undefined if it has one, or never will
 */
export function whyWaits(
  { status, size, published, tries }: Pick<Model, "status" | "size" | "published" | "tries">,
  competition: Waits,
  now: number,
  judging?: { round: Judging; model: number },
): string | undefined {
  const tried = tries > 0
    ? `. ${counted(tries, "round")} of ${MOST_TRIES} did not agree on it: miners try again`
    : "";
  switch (status) {
    case "reserved":
      return now < competition.submissionEnd
        ? "Its place is reserved: its author has not sent it yet"
        : "Nothing was sent to this place, and submission is over";
    case "incomplete":
      return whyIncomplete(size, published, competition, now);
    case "sealed":
      return whySealed(competition, now);
    case "waiting": {
      if (competition.ended) return undefined;
      if (judging?.round.models.includes(judging.model)) {
        const { round } = judging;
        return `Round ${round.index} is judging it: ${howFar(round, competition, now)}${tried}`;
      }
      if (competition.running > 0) {
        return `It waits until round ${
          competition.rounds - 1
        } is over: rounds run one at a time${tried}`;
      }
      return (whyNoRound(competition, now) ?? "It waits for a round") + tried;
    }
  }
}

function whyIncomplete(size: number, published: number, competition: Waits, now: number): string {
  const { sealed, testSet } = competition;
  const here = `${published.toLocaleString("en")} of its ${
    size.toLocaleString("en")
  } bytes are on the chain`;
  const end = partsEndOf(competition);
  const late = sealed ? testSet !== "unjudged" || now >= end : now >= end;
  if (late) return `${here}, and the rest came too late: no miner will judge it`;
  return `${here}: no miner judges it until all are. The rest may come ` +
    (sealed ? "until round zero has judged the test set" : `for another ${lengthOf(end - now)}`);
}

function whySealed(competition: Waits, now: number): string {
  const { phase, testSet, openingEnd } = competition;
  if (now >= openingEnd) return "Its key was not published in time: it is disqualified";
  if (phase !== "opening") return "Its author publishes its key once submission is over";
  if (testSet === "good") {
    return `Its author may publish its key now, for another ${lengthOf(openingEnd - now)}`;
  }
  const { key } = thirdsOf(competition);
  return competition.testKey === undefined
    ? `It stays sealed until miners find the test set good. The test set's own key is due in ${
      lengthOf(key - now)
    }`
    : "It stays sealed until miners find the test set good: round zero judges that";
}
