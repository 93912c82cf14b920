/**
 * How a model's miners scored it.
 *
 * @module
 */
import { showScore } from "../../../protocol/format/show_score.ts";
import { ABSTAIN_SCORE, INVALID_SCORE } from "../../../protocol/score/score.ts";
import { Bars } from "../components/bars.tsx";
import { binsOf } from "../history/bins.ts";
import type { Judgement } from "../../../protocol/history/judgements.ts";

export default function Distribution({ judgement, tolerance }: {
  judgement: Judgement;
  tolerance: number;
}) {
  const { scores, result, round } = judgement;
  const bins = binsOf(scores);
  const invalid = scores.filter(({ score }) => score === INVALID_SCORE).length;
  const abstained = scores.filter(({ score }) => score === ABSTAIN_SCORE).length;
  const outliers = scores.filter(({ inlier }) => !inlier).length - abstained;
  const data = bins.map(({ from, to, ...counts }) => ({
    name: from === to ? showScore(from) : `${showScore(from)} to ${showScore(to)}`,
    ...counts,
  }));
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
          kinds={[
            { dataKey: "inliers", name: "Agree", fill: "var(--accent)" },
            { dataKey: "outliers", name: "Do not", fill: "var(--bad)" },
          ]}
          axisWidth={40}
          minTickGap={40}
          maxBarSize={64}
        />
      )}
    </>
  );
}
