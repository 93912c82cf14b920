/**
 * Claiming a sealed model's score while nobody can look inside: computed here, on the public part, as
 * miners compute it once the model is open.
 */
import { useState } from "react";
import { hexToBytes } from "viem";
import type { Competition } from "../../../../protocol/state/competition.ts";
import type { Model } from "../../../../protocol/state/model.ts";
import { showScore } from "../../../../protocol/format/show_score.ts";
import type { CompetitionSpec } from "../../../../protocol/spec/spec.ts";
import { told } from "../../../../protocol/errors.ts";
import { claimCall } from "../../../../miner/participant/claim_score.ts";
import { useAttempt } from "../../components/attempt.tsx";
import { Money } from "../../components/money.tsx";
import { Progress } from "../../components/progress.tsx";
import { useApp } from "../../context.ts";
import { claimOf } from "../../data/claim_of.ts";
import { fetchData } from "../../data/fetch_data.ts";
import { runOnce } from "../../data/run_once.ts";
import { findKey } from "../../keys/store.ts";
import { useSend } from "../../transactions/provider.tsx";

export default function ClaimScore({ competition, spec, model }: {
  competition: Competition;
  spec: CompetitionSpec;
  model: Model;
}) {
  const { connection, settings: { gateways } } = useApp();
  const send = useSend();
  const attempt = useAttempt("claim the score");
  const [progress, setProgress] = useState<{ done: number; rows: number }>();
  const [stopping, setStopping] = useState<AbortController>();

  const readModel = async () => {
    const file = await findKey(model.keyCommitment);
    if (file === undefined) {
      throw told(
        "wallet",
        `This browser does not have the key of model ${model.id}`,
        "Claim the score where you sealed it: here, or with `deml submit --claim`",
      );
    }
    const [{ readPackage }, { openModel }, { blocks }] = await Promise.all([
      import("../../../../miner/chain/read_package.ts"),
      import("../../../../miner/model/envelope.ts"),
      import("../../data/blocks.ts"),
    ]);
    const sources = { gateways, store: blocks };
    const envelope = await readPackage(connection, competition, model, sources);
    if (envelope === undefined) {
      throw told(
        "package",
        `The bytes of model ${model.id} are not those that were announced`,
        "Miners will find it INVALID: claim nothing",
      );
    }
    return await openModel(envelope, hexToBytes(file.key));
  };

  const claim = () =>
    attempt.run(async () => {
      const aborter = new AbortController();
      setStopping(aborter);
      setProgress(undefined);
      const onnx = await readModel();
      const data = await fetchData(spec, "validation", { gateways, signal: aborter.signal });
      const job = { onnx, isPackage: true, digest: model.digest, spec, data };
      const scored = await runOnce(
        { ...job, part: "validation" },
        aborter.signal,
        (done, rows) => setProgress({ done, rows }),
      );
      const claimed = claimOf(spec, scored);
      await send({
        ...claimCall(competition, model.id, claimed),
        facts: [["Its score on the public part", showScore(claimed.score)]],
      });
    });

  return (
    <div className="stack" data-claim={model.id}>
      <small>
        Show its score on the leaderboard now, marked as claimed. A bond of{" "}
        <Money wei={competition.buyIn} exact />{" "}
        comes back at the end; it is burnt if the model is INVALID, on private rows too, or not
        opened.
      </small>
      {attempt.busy
        ? (
          <Progress
            label={progress
              ? `${progress.done.toLocaleString("en")} of ${
                progress.rows.toLocaleString("en")
              } rows`
              : "Fetching model and public part"}
            done={progress?.done}
            of={progress?.rows}
            cancel={() => stopping?.abort()}
          />
        )
        : (
          <div className="actions start">
            <button type="button" className="button small" onClick={claim}>
              Score it, and claim that: model #{model.id}
            </button>
          </div>
        )}
      {attempt.failure}
    </div>
  );
}
