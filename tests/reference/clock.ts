/**
 * What time alone does in the reference model: PROTOCOL.md, sections 3 and 6.
 *
 * @module
 */
import {
  isSealed,
  type Miner,
  type Phase,
  type ReferenceCompetition,
  type Round,
} from "./state.ts";
import { ROUND_SIZE } from "./state.ts";

/** Section 3: time alone moves a competition. */
export function phaseOf(competition: ReferenceCompetition, now: number): Phase {
  const { terms, ending } = competition;
  if (ending === "Cancelled") return "Cancelled";
  if (ending !== "Running") return "Settled";
  if (now < terms.registrationEnd) return "Registration";
  if (now < terms.submissionEnd) return "Submission";
  return now < terms.openingEnd ? "Opening" : "Evaluation";
}

/** When the parts of an open competition's models have to be there. */
export function partsEnd({ terms }: ReferenceCompetition): number {
  return terms.submissionEnd + terms.commitWindow;
}

/** The two inner borders of the opening phase, which is cut into thirds. */
export function thirdsOf(
  { terms }: ReferenceCompetition,
): { testKeyEnd: number; judgingEnd: number } {
  const { submissionEnd, openingEnd } = terms;
  const length = openingEnd - submissionEnd;
  return {
    testKeyEnd: submissionEnd + Math.floor(length / 3),
    judgingEnd: submissionEnd + Math.floor(2 * length / 3),
  };
}

/** Whether deposits are taken. */
export function mayEnrol({ terms, ending }: ReferenceCompetition, now: number): boolean {
  return ending === "Running" && now < terms.evaluationEnd;
}

/** Time is cut into periods of one commit window. */
export function periodOf({ terms }: ReferenceCompetition, time: number): number {
  return Math.floor(time / terms.commitWindow);
}

/** Whether a miner's deposit counts in a round that is opened at a moment. */
export function isCounting(
  competition: ReferenceCompetition,
  miner: Miner,
  openedAt: number,
): boolean {
  const { depositedAt } = miner;
  return depositedAt !== undefined &&
    periodOf(competition, openedAt) >= periodOf(competition, depositedAt) + 2;
}

/** Deposits that would count if a round were opened now. */
export function countingAt(competition: ReferenceCompetition, now: number): number {
  return [...competition.miners.values()]
    .filter((miner) => isCounting(competition, miner, now)).length;
}

/** What the next round needs: once one was settled, nobody's absence decides what is judged next. */
export function quorumOf({ terms, firstReveals }: ReferenceCompetition): number {
  if (firstReveals === undefined) return terms.quorum;
  return Math.min(terms.quorum, Math.floor(firstReveals / 2) + 1);
}

export function takesCommits(round: Round, now: number): boolean {
  return round.status === "Running" && now < round.closesAt;
}

/** When rows can be posted no longer. */
export function revealEnd({ terms }: ReferenceCompetition, round: Round): number {
  return round.closesAt + terms.revealWindow;
}

/** What the next round would judge, and from when until when it may open. */
export interface NextRound {
  testSet: boolean;
  waiting: number;
  earliest: number;
  /** The first second that is too late */
  latest: number;
}

export function nextRound(competition: ReferenceCompetition): NextRound {
  const { terms, queue, rounds, settledAt, testKey, testSet } = competition;
  if (isSealed(competition) && testSet === "Unjudged") {
    return {
      testSet: true,
      waiting: testKey === undefined ? 0 : 1,
      earliest: terms.submissionEnd,
      // It must be over before the last third, in which models are opened.
      latest: thirdsOf(competition).judgingEnd - terms.commitWindow - terms.revealWindow,
    };
  }
  const lastOpened = rounds.at(-1)?.openedAt ?? 0;
  const paced = Math.max(lastOpened, terms.registrationEnd) + terms.roundInterval;
  const full = queue.length >= ROUND_SIZE;
  return {
    testSet: false,
    waiting: queue.length,
    earliest: isSealed(competition)
      ? terms.openingEnd
      : full
      ? terms.registrationEnd
      : Math.min(paced, partsEnd(competition)),
    // Every settled round uses up a try of its models.
    latest: Math.max(terms.evaluationEnd, settledAt + terms.commitWindow),
  };
}

/**
 * Whether models wait for a round that may come: until evaluationEnd deposits may still be made for
 * it, afterwards they must be there.
 */
export function awaitsRound(competition: ReferenceCompetition, now: number): boolean {
  const { waiting, latest } = nextRound(competition);
  if (waiting === 0 || now >= latest) return false;
  return now < competition.terms.evaluationEnd ||
    countingAt(competition, now) >= quorumOf(competition);
}
