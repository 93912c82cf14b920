/**
 * Terms that the contract has to refuse, and some on the edge that it has to take.
 *
 * @module
 */
import type { Random } from "./random.ts";
import type { Terms } from "./state.ts";

/** Changes terms that are good. */
export function distortTerms(terms: Terms, random: Random): void {
  const { registrationEnd, submissionEnd, openingEnd, commitWindow, revealWindow } = terms;
  const wrong: Partial<Terms>[] = [
    { registrationEnd: 1 },
    { registrationEnd: registrationEnd - 31 },
    { submissionEnd: registrationEnd },
    { submissionEnd: registrationEnd + 59, openingEnd: registrationEnd + 59 },
    { openingEnd: submissionEnd + 1 },
    { openingEnd: submissionEnd },
    { openingEnd: submissionEnd + 3 * (2 * commitWindow + revealWindow) - 1 },
    { evaluationEnd: openingEnd },
    { evaluationEnd: openingEnd + 2 * (commitWindow + revealWindow) - 1 },
    { evaluationEnd: openingEnd + 400_000_000 },
    { commitWindow: 59 },
    { commitWindow: 30 * 86_400 + 1 },
    { revealWindow: 59 },
    { revealWindow: 30 * 86_400 + 1 },
    { roundInterval: 30 * 86_400 + 1 },
    { byteLimit: 0 },
    { maxModels: 0 },
    { maxModels: 1 },
    { maxModelsPerAuthor: 0 },
    { maxModelsPerAuthor: Math.floor(terms.maxModels / 2) + 1 },
    { maxModels: 300, maxModelsPerAuthor: 128 },
    { seats: 0 },
    { seats: 401, quorum: 400 },
    { quorum: Math.floor(terms.seats / 2) },
    { quorum: terms.seats + 1 },
    { tolerance: 100_001 },
    { seatStake: 0n },
    { prizeShares: [9_999] },
    { prizeShares: [5_000, 5_001] },
    { prizeShares: [4_000, 2_000, 1_000, 1_000, 1_000, 500, 500] },
  ];
  Object.assign(terms, random.pick(wrong));
}
