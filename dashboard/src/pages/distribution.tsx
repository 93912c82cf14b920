/**
 * How a model's miners scored it.
 *
 * @module
 */
import { useMemo } from "react";
import { showScore } from "../../../protocol/format/show_score.ts";
import { ABSTAIN_SCORE, INVALID_SCORE } from "../../../protocol/score/score.ts";
import { Bars, type Kind } from "../charts/bars.tsx";
import { binsOf } from "../history/bins.ts";
import type { Judgement } from "../../../protocol/history/judgements.ts";

const KINDS: Kind[] = [
  { dataKey: "inliers", name: "Agree", fill: "accent" },
  { dataKey: "outliers", name: "Do not", fill: "bad" },
];

export default function Distribution({ judgement, tolerance }: {
  judgement: Judgement;
  tolerance: number;
}) {
  const { scores, result, round } = judgement;
  const invalid = scores.filter(({ score }) => score === INVALID_SCORE).length;
  const abstained = scores.filter(({ score }) => score === ABSTAIN_SCORE).length;
  const outliers = scores.filter(({ inlier }) => !inlier).length - abstained;
  const data = useMemo(() =>
    binsOf(scores).map(({ from, to, ...counts }) => ({
      name: from === to ? showScore(from) : `${showScore(from)} to ${showScore(to)}`,
      ...counts,
    })), [scores]);
  return (
    <>
      <p>
        In round {round.index}, {scores.length} miners: median {showScore(result.median)},{" "}
        {result.inliers} within {(tolerance / 1_000).toFixed(3)} points of it
        {outliers > 0 && `, ${outliers} not`}
        {invalid > 0 && `; ${invalid} found it INVALID`}
        {abstained > 0 && `; ${abstained} could not judge it`}.
      </p>
      {data.length > 0 && (
        <Bars
          data={data}
          kinds={KINDS}
        />
      )}
    </>
  );
}
