/**
 * A model judged in the reader's own browser: whether the miners' score is right, and how its
 * answers differ from another model's.
 *
 * @module
 */
import { useRef, useState } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useAttempt } from "../components/attempt.tsx";
import { Facts } from "../components/facts.tsx";
import { ModelName } from "../components/model_name.tsx";
import { Progress } from "../components/progress.tsx";
import { useApp } from "../context.ts";
import { fetchData, partsOf } from "../data/fetch_data.ts";
import { lookQuery } from "../data/look.ts";
import { type RanOnce, runOnce } from "../data/run_once.ts";
import { tellComparison } from "../words/comparing.ts";
import { told } from "../../../protocol/errors.ts";
import { showScore } from "../../../protocol/format/show_score.ts";
import type { ModelName as Named } from "../../../protocol/history/model_names.ts";
import type { Standing } from "../../../protocol/history/ranking.ts";
import {
  compareAnswers,
  compareValues,
  type Comparison,
} from "../../../protocol/score/compare_answers.ts";
import { metricOf } from "../../../protocol/score/metrics.ts";
import type { CompetitionSpec } from "../../../protocol/spec/spec.ts";
import type { Competition } from "../../../protocol/state/competition.ts";

interface Props {
  competition: Competition;
  spec: CompetitionSpec;
  model: Standing;
  standings: Standing[];
  names: ReadonlyMap<number, Named>;
}

/** What was found. */
interface Found {
  score: number;
  /** Absent if no other model was chosen */
  other?: { id: number; score: number; compared: Comparison };
}

export default function JudgeHere({ competition, spec, model, standings, names }: Props) {
  const { connection, settings: { gateways } } = useApp();
  const queries = useQueryClient();
  const attempt = useAttempt("judge it here");
  const [against, setAgainst] = useState("");
  const [progress, setProgress] = useState("");
  const [share, setShare] = useState<{ done: number; rows: number }>();
  const [found, setFound] = useState<Found>();
  const stopping = useRef<AbortController>(undefined);
  const { title } = metricOf(spec);
  const ofValues = spec.target !== undefined;
  const parts = partsOf(spec, competition.testKey);
  const part = parts.includes("test") ? "test" : parts[0];
  const others = standings.filter(({ id, rank }) => rank !== undefined && id !== model.id);

  const work = async (signal: AbortSignal) => {
    if (part === undefined) return;
    setFound(undefined);
    setProgress("Fetching and checking the data");
    const data = await fetchData(spec, part, { gateways, testKey: competition.testKey, signal });
    const run = async (which: Standing): Promise<RanOnce> => {
      setShare(undefined);
      setProgress(`Fetching model #${which.id}`);
      const from = { gateways };
      const { onnx } = await queries.fetchQuery(
        lookQuery(connection, from, competition, spec, which),
      );
      if (onnx === undefined) {
        throw told(
          "model",
          `Model #${which.id} cannot be opened`,
          "Look at its page for the reason",
        );
      }
      setProgress(`Running model #${which.id}`);
      return await runOnce(
        { onnx, spec, part, data },
        signal,
        (done, rows) => setShare({ done, rows }),
      );
    };
    const one = await run(model);
    const second = others.find(({ id }) => String(id) === against);
    const other = second && await run(second);
    setFound({
      score: one.score,
      ...(other && second && {
        other: {
          id: second.id,
          score: other.score,
          compared: (ofValues ? compareValues : compareAnswers)(
            one.predictions,
            other.predictions,
            one.labels,
          ),
        },
      }),
    });
  };

  if (part === undefined) return null;
  return (
    <section className="card" aria-label="Judge it here">
      <h2>Judge it here</h2>
      <p className="muted">
        This browser fetches the model and the{" "}
        {part === "test" ? "test set" : "validation set"}, checks them, and runs the model as miners
        do. Nobody has to be believed.
      </p>
      {attempt.busy
        ? (
          <Progress
            label={progress}
            done={share?.done}
            of={share?.rows}
            cancel={() => stopping.current?.abort()}
          />
        )
        : (
          <div className="row">
            <label className="row">
              Compare with
              <select value={against} onChange={({ target }) => setAgainst(target.value)}>
                <option value="">no other model</option>
                {others.slice(0, MOST).map(({ id, rank }) => (
                  <option key={id} value={id}>
                    #{id} {names.get(id)?.name ?? ""} (rank {rank})
                  </option>
                ))}
              </select>
            </label>
            <button
              type="button"
              className="button"
              onClick={() => {
                const aborter = stopping.current = new AbortController();
                attempt.run(() => work(aborter.signal));
              }}
            >
              {against === "" ? "Judge it" : "Judge both"}
            </button>
          </div>
        )}
      {attempt.failure}
      {found && !attempt.busy && (
        <div data-judged={found.score}>
          <p>
            {part === "test" && model.score !== undefined
              ? found.score === model.score
                ? (
                  <>
                    <span className="badge good">same</span>{" "}
                    {showScore(found.score)}, exactly what the miners found.
                  </>
                )
                : (
                  <>
                    <span className="badge warning">different</span> {showScore(found.score)} here,
                    {" "}
                    {showScore(model.score)} by the miners; within the tolerance of{" "}
                    {(competition.tolerance / 1_000).toFixed(3)} points a miner's engine may differ.
                  </>
                )
              : <>{showScore(found.score)} on the {part} set.</>}
          </p>
          {found.other && (
            <>
              <p>
                Compared with{" "}
                <ModelName model={found.other.id} named={names.get(found.other.id)} />,{" "}
                {showScore(found.other.score)}: {tellComparison(found.other.compared, ofValues)}.
              </p>
              {title && (
                <p className="muted">
                  Counted by {ofValues ? "rows" : "labels"}; the competition's score is {title}.
                </p>
              )}
              <Compared of={found.other.compared} ofValues={ofValues} />
            </>
          )}
        </div>
      )}
    </section>
  );
}

/** So many models can be chosen from a list. */
const MOST = 200;

function Compared({ of, ofValues }: { of: Comparison; ofValues: boolean }) {
  const count = (rows: number) => rows.toLocaleString("en");
  return (
    <Facts
      of={[
        [
          ofValues ? "Rows that both have exactly" : "Rows that both have right",
          count(of.bothRight),
        ],
        [ofValues ? "This one is nearer" : "Only this one", count(of.onlyFirst)],
        [ofValues ? "The other is nearer" : "Only the other", count(of.onlySecond)],
        [ofValues ? "Both are off by the same" : "Neither", count(of.neitherRight)],
      ]}
    />
  );
}
