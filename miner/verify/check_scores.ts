/**
 * Our own verdicts beside the consensus and the evidence of every row.
 *
 * @module
 */
import type { Hex } from "viem";
import { modelsRoot, NO_OUTPUTS } from "../../protocol/score/evidence.ts";
import { ABSTAIN_SCORE, agree } from "../../protocol/score/score.ts";
import type { Judgement } from "../../protocol/score/judgement.ts";
import type { BookRow, Books } from "./books.ts";
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
 * of one model, or where the row matches once that model is left without outputs.
 *
 * @param bitwise Whether outputs are compared bit for bit: the engine is the spec's
 */
export function checkScores(
  books: Books,
  verdicts: ReadonlyMap<number, Judgement>,
  { tolerance, bitwise }: { tolerance: number; bitwise: boolean },
): ScoresChecked {
  const differences: Difference[] = [];
  for (const [model, { score }] of [...verdicts].sort(([a], [b]) => a - b)) {
    const agreed = books.models.get(model)?.score;
    if (agreed === undefined || score === ABSTAIN_SCORE || agree(score, agreed, tolerance)) {
      continue;
    }
    differences.push({ kind: "score", model, expected: String(score), found: String(agreed) });
  }
  let [rows, rowsApart] = [0, 0];
  for (const round of bitwise ? books.rounds : []) {
    if (!round?.settled || round.testSet) continue;
    const own = round.models.map((model) => verdicts.get(model));
    for (const row of round.rows.values()) {
      const roots = rootsOf(row, own);
      if (roots === undefined) {
        rowsApart++;
        continue;
      }
      rows++;
      if (modelsRoot(roots) === row.evidence.toLowerCase()) continue;
      const model = round.models[culprit(roots, row.evidence) ?? -1];
      differences.push({
        kind: "evidence",
        round: round.index,
        model,
        account: row.miner,
        expected: modelsRoot(roots),
        found: row.evidence,
      });
    }
  }
  return { differences, rows, rowsApart };
}

/** The roots that a row must have; undefined if it claims a score that is not ours. */
function rootsOf({ scores }: BookRow, own: (Judgement | undefined)[]): Hex[] | undefined {
  const roots: Hex[] = [];
  for (const [place, score] of scores.entries()) {
    const judgement = own[place];
    if (score === ABSTAIN_SCORE) roots.push(NO_OUTPUTS);
    else if (judgement === undefined || judgement.score !== score) return undefined;
    else roots.push(judgement.root);
  }
  return roots;
}

/** The place that differs, if the row's root shows which. */
function culprit(roots: Hex[], evidence: Hex): number | undefined {
  if (roots.length === 1) return 0;
  const found = roots.findIndex((_, place) =>
    modelsRoot(roots.with(place, NO_OUTPUTS)) === evidence.toLowerCase()
  );
  return found < 0 ? undefined : found;
}
