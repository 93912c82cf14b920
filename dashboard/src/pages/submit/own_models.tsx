/** The participant's submissions: the status of each, what is missing, what must be opened. */
import { Suspense } from "react";
import { Link } from "wouter";
import type { Hex } from "viem";
import type { Competition } from "../../../../protocol/state/competition.ts";
import type { Model } from "../../../../protocol/state/model.ts";
import { showBytes } from "../../../../protocol/format/format.ts";
import type { CompetitionSpec } from "../../../../protocol/spec/spec.ts";
import { stateOf } from "../../../../protocol/history/ranking.ts";
import { type Reservation, useRunningRounds } from "../../chain/queries.ts";
import { useNow } from "../../chain/head.tsx";
import { ModelName } from "../../components/model_name.tsx";
import { Claimed } from "../../components/claimed.tsx";
import { Score } from "../../components/score.tsx";
import { useModelNames } from "../../history/use_model_names.ts";
import { whyWaits } from "../../words/waiting.ts";
import { Rename } from "./name_field.tsx";
import { OpenModel } from "./open_model.tsx";
import { Rest } from "./rest.tsx";
import { lazily } from "../../parts/lazily.tsx";

const ClaimScore = lazily(() => import("./claim_score.tsx"));

interface Props {
  competition: Competition;
  spec: CompetitionSpec | undefined;
  own: Model[];
  reservation: Reservation | null | undefined;
  /** The digest of one whose parts are being sent */
  publishing: Hex | undefined;
}

export function OwnModels({ competition, spec, own, reservation, publishing }: Props) {
  const now = useNow();
  const names = useModelNames(competition.id);
  const { data: rounds } = useRunningRounds(competition);
  const round = rounds?.[0];
  const { phase, testSet } = competition;
  return (
    <section className="card" aria-label="Your submissions">
      <h2>Your submissions</h2>
      <div className="scroll" tabIndex={0} role="region" aria-label="Your models">
        <table className="stacks">
          <thead>
            <tr>
              <th>Model</th>
              <th className="number">Size</th>
              <th className="number">Score</th>
              <th>State</th>
            </tr>
          </thead>
          <tbody>
            {own.map((model) => {
              const judging = round &&
                { round, model: model.id };
              const why = whyWaits(model, competition, now, judging);
              return (
                <tr key={model.id}>
                  <td>
                    <div className="stack" style={{ gap: "0.3rem", justifyItems: "start" }}>
                      <Link href={`/models/${model.id}`}>
                        <ModelName model={model.id} named={names.get(model.id)} />
                      </Link>
                      {phase === "submission" && (
                        <Rename
                          competition={competition.id}
                          model={model.id}
                          named={names.get(model.id)}
                        />
                      )}
                    </div>
                  </td>
                  <td className="number" data-label="Size">{showBytes(model.size)}</td>
                  <td className="number" data-label="Score">
                    <Score score={model.score} />
                    <Claimed model={model} competition={competition} />
                  </td>
                  <td className="sentence">
                    <span className="badge">{stateOf(model, competition)}</span>{" "}
                    {why && <small>{why}.</small>}
                    {phase === "submission" && spec?.claims && model.status === "sealed" &&
                      model.claim === undefined && (
                      <Suspense>
                        <ClaimScore competition={competition} spec={spec} model={model} />
                      </Suspense>
                    )}
                  </td>
                </tr>
              );
            })}
            {reservation && (
              <tr>
                <td>#{reservation.place}</td>
                <td className="number" data-label="Size">–</td>
                <td className="number" data-label="Score">–</td>
                <td className="sentence">
                  <span className="badge">reserved</span>{" "}
                  <small>
                    {now < competition.submissionEnd
                      ? "The place is yours: send the model before submission ends."
                      : "Nothing was sent to it, and submission is over."}
                  </small>
                </td>
              </tr>
            )}
          </tbody>
        </table>
      </div>
      {!competition.ended &&
        own.filter(({ digest, status }) => status === "incomplete" && digest !== publishing)
          .map((model) => (
            <Rest
              key={model.id}
              competition={competition}
              model={model}
              named={names.get(model.id)}
            />
          ))}
      {phase === "opening" && testSet === "good" && spec &&
        own.filter(({ status }) => status === "sealed").map((model) => (
          <OpenModel
            key={model.id}
            competition={competition}
            spec={spec}
            model={model}
            named={names.get(model.id)}
          />
        ))}
    </section>
  );
}
