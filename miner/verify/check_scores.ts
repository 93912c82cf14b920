/**
 * Our own verdicts beside the consensus and the evidence of every row.
 *
 * @module
 */
import type { Address, Hex } from "viem";
import { modelsRoot, NO_OUTPUTS } from "../../protocol/score/evidence.ts";
import { ABSTAIN_SCORE, agree } from "../../protocol/score/score.ts";
import type { Judgement } from "../../protocol/score/judgement.ts";
import type { BookRound, BookRow, Books } from "./books.ts";
import type { Difference } from "./difference.ts";

/** What was compared. */
export interface ScoresChecked {
  differences: Difference[];
  /** Rows whose evidence was recomputed */
  rows: number;
  /** Rows whose evidence binds outputs that this machine did not compute */
  rowsApart: number;
}

/**
 * Compares scored models with our verdicts, and rows with their evidence.
 *
 * The evidence of a row is one root over its models: which of them differs is known only for a row
 * of one model, or where the row matches once that model is left without outputs. A row that has
 * another score and our outputs was counted with other labels.
 *
 * @param bitwise Whether outputs are compared bit for bit: the engine is the spec's
 */
export function checkScores(
  books: Books,
  verdicts: ReadonlyMap<number, Judgement>,
  { tolerance, bitwise }: { tolerance: number; bitwise: boolean },
): ScoresChecked {
  const differences: Difference[] = [];
  const judging = books.rounds.filter((round) => round?.settled && !round.testSet);
  for (const [model, { score }] of [...verdicts].sort(([a], [b]) => a - b)) {
    const agreed = books.models.get(model)?.score;
    if (agreed === undefined || score === ABSTAIN_SCORE || agree(score, agreed, tolerance)) {
      continue;
    }
    const round = judging.findLast(({ models }) => models.includes(model));
    differences.push({
      kind: "score",
      round: round?.index,
      model,
      accounts: round && whoSaid(round, model, (said) => agree(said, agreed, tolerance)),
      expected: String(score),
      found: String(agreed),
    });
  }
  let [rows, rowsApart] = [0, 0];
  for (const round of bitwise ? judging : []) {
    const own = round.models.map((model) => verdicts.get(model));
    for (const row of round.rows.values()) {
      const checked = checkRow(round, row, own);
      if (checked === undefined) rowsApart++;
      else {
        rows++;
        differences.push(...checked);
      }
    }
  }
  return { differences, rows, rowsApart };
}

/** The miners of a round whose score of a model is one of these. */
function whoSaid(
  { models, rows }: BookRound,
  model: number,
  among: (score: number) => boolean,
): Address[] {
  const place = models.indexOf(model);
  return [...rows.values()].filter(({ scores }) => among(scores[place] ?? ABSTAIN_SCORE))
    .map(({ miner }) => miner);
}

/** What is wrong with a row; undefined if its outputs are not ours, or not known here. */
function checkRow(
  { index: round, models }: BookRound,
  { miner: account, scores, evidence }: BookRow,
  own: (Judgement | undefined)[],
): Difference[] | undefined {
  const roots: Hex[] = [];
  const wrong: number[] = [];
  for (const [place, score] of scores.entries()) {
    const judgement = own[place];
    if (score === ABSTAIN_SCORE) {
      roots.push(NO_OUTPUTS);
      continue;
    }
    if (judgement === undefined) return undefined;
    roots.push(judgement.root);
    if (judgement.score !== score) wrong.push(place);
  }
  const matches = modelsRoot(roots) === evidence.toLowerCase();
  if (wrong.length > 0) {
    // Of models without outputs, nothing is bound.
    const counted = wrong.filter((place) => roots[place] !== NO_OUTPUTS);
    if (!matches || counted.length < wrong.length) return undefined;
    return counted.map((place): Difference => ({
      kind: "labels",
      round,
      model: models[place],
      account,
      expected: String(own[place]?.score),
      found: String(scores[place]),
    }));
  }
  if (matches) return [];
  const model = models[culprit(roots, evidence) ?? -1];
  return [
    { kind: "evidence", round, model, account, expected: modelsRoot(roots), found: evidence },
  ];
}

/** The place that differs, if the row's root shows which. */
function culprit(roots: Hex[], evidence: Hex): number | undefined {
  if (roots.length === 1) return 0;
  const found = roots.findIndex((_, place) =>
    modelsRoot(roots.with(place, NO_OUTPUTS)) === evidence.toLowerCase()
  );
  return found < 0 ? undefined : found;
}
