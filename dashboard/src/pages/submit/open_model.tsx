/**
 * Opening a sealed model: it is scored on the opened test set first, which reveals wrong labels
 * before anything is given away.
 */
import { useState } from "react";
import { type Hex, hexToBytes } from "viem";
import type { Competition } from "../../../../protocol/state/competition.ts";
import type { ModelName as Named } from "../../../../protocol/history/model_names.ts";
import type { Model } from "../../../../protocol/state/model.ts";
import { showScore } from "../../../../protocol/format/show_score.ts";
import type { CompetitionSpec } from "../../../../protocol/spec/spec.ts";
import { told } from "../../../../protocol/errors.ts";
import { type KeyFile, parseKeyFile } from "../../../../miner/model/key_file.ts";
import { useAttempt } from "../../components/attempt.tsx";
import { DropFile } from "../../components/drop_file.tsx";
import { ModelName } from "../../components/model_name.tsx";
import { Progress } from "../../components/progress.tsx";
import { Countdown } from "../../components/when.tsx";
import { useApp } from "../../context.ts";
import { fetchData } from "../../data/fetch_data.ts";
import { expectedScore, keepExpected } from "../../data/expected.ts";
import { tellVerdict } from "../../failures/invalid.ts";
import { findKey, saveKey } from "../../keys/store.ts";
import { useSend } from "../../transactions/provider.tsx";
import { isExpected } from "./expected.ts";
import { openDraft, scoreDraft, stop } from "./use_modeler.ts";
import { loadPart } from "../../parts/load_part.ts";

interface Props {
  competition: Competition;
  spec: CompetitionSpec;
  model: Model;
  /** Its name, if it has one */
  named: Named | undefined;
}

export function OpenModel({ competition, spec, model, named }: Props) {
  const { connection, settings: { gateways } } = useApp();
  const send = useSend();
  const attempt = useAttempt("open the model");
  const [missing, setMissing] = useState(false);
  const [found, setFound] = useState<number>();
  const [progress, setProgress] = useState<{ done: number; rows: number }>();
  const [expected, setExpected] = useState(() => {
    const kept = expectedScore(model.digest);
    return kept === undefined ? "" : (kept / 1_000).toFixed(3);
  });
  const [name, setName] = useState("");

  const keyOf = async (): Promise<Hex> => {
    const file = await findKey(model.keyCommitment);
    if (file) return file.key;
    setMissing(true);
    throw told(
      "wallet",
      `This browser does not have the key of model ${model.id}`,
      "Drop its key file below",
    );
  };

  const score = () =>
    attempt.run(async () => {
      setFound(undefined);
      setProgress(undefined);
      const key = await keyOf();
      const [{ readPackage }, { openModel }, { blocks }] = await loadPart(() =>
        Promise.all([
          import("../../../../miner/chain/read_package.ts"),
          import("../../../../miner/model/envelope.ts"),
          import("../../data/blocks.ts"),
        ])
      );
      const envelope = await readPackage(connection, competition, model, {
        gateways,
        store: blocks,
      });
      const packed = envelope && await openModel(envelope, hexToBytes(key));
      if (packed === undefined) {
        throw told(
          "package",
          `The key does not open the submission of model ${model.id}`,
          "Miners will find it INVALID: opening it wins nothing",
        );
      }
      const source = { name: `model-${model.id}.deml`, bytes: packed, beside: new Map() };
      await openDraft(source, spec, competition.specDigest);
      const { testKey } = competition;
      const data = await fetchData(spec, "test", { gateways, testKey });
      const run = await scoreDraft(
        spec,
        "test",
        data,
        (done, rows) => setProgress({ done, rows }),
      );
      if (run.verdict) {
        throw told(
          "model",
          tellVerdict(run.verdict).message,
          "Every miner would find the same: opening it wins nothing",
        );
      }
      setFound(run.score);
    });

  const open = () =>
    attempt.run(async () =>
      await send({
        functionName: "openModel",
        args: [competition.id, BigInt(model.id), await keyOf()],
        purpose: `open model ${model.id} of competition ${competition.id}`,
        facts: found === undefined ? [] : [["Its score on the test set", showScore(found)]],
      })
    );

  const fromFile = (given: File) =>
    attempt.run(async () => {
      const file: KeyFile = parseKeyFile(new Uint8Array(await given.arrayBuffer()), given.name);
      if (file.commitment !== model.keyCommitment) {
        throw told(
          "wallet",
          `${given.name} opens another model`,
          "Drop this model's file",
        );
      }
      await saveKey(file);
      setName(given.name);
      setMissing(false);
    });

  const wanted = Number.parseFloat(expected);
  const said = Number.isFinite(wanted);
  const good = found !== undefined &&
    isExpected(found, said ? 1_000 * wanted : undefined, spec);
  return (
    <div className="notice warning stacked" data-open-model={model.id}>
      <p>
        <strong>
          Open model <ModelName model={model.id} named={named} />.
        </strong>{" "}
        Its key must be published within{" "}
        <Countdown seconds={competition.openingEnd} />, or it is disqualified. Score it on the
        opened test set first: once its key is public, everybody has the model.
      </p>
      {name !== "" && <p className="muted">The key of {name} is in this browser now.</p>}
      <label className="field" style={{ maxWidth: "16rem" }}>
        The score you expect, in %
        <input
          type="text"
          inputMode="decimal"
          placeholder="such as 97.5"
          value={expected}
          onChange={({ target }) => {
            setExpected(target.value);
            const typed = Number.parseFloat(target.value);
            if (Number.isFinite(typed)) keepExpected(model.digest, Math.round(1_000 * typed));
          }}
        />
      </label>
      {attempt.busy && (
        <Progress
          label={progress
            ? `${progress.done.toLocaleString("en")} of ${progress.rows.toLocaleString("en")} rows`
            : "Fetching model and test set"}
          done={progress?.done}
          of={progress?.rows}
          cancel={stop}
        />
      )}
      {found !== undefined && (
        <p role="status" data-opened-score={found}>
          On the opened test set it has <strong>{showScore(found)}</strong>. {!good
            ? (
              <>
                <span className="badge error">not what you expect</span>{" "}
                If the model is right, the test set's labels are wrong: whoever made them can win
                with a model trained on them, and can read yours once you open it. Check the data
                first.
              </>
            )
            : said
            ? <span className="badge good">as you expect</span>
            : "Open it only if that is about what you expect."}
        </p>
      )}
      <div className="actions start">
        {found === undefined
          ? (
            <>
              <button
                type="button"
                className="button primary"
                disabled={attempt.busy}
                onClick={score}
              >
                Score model {model.id} on the test set
              </button>
              <button type="button" className="button" disabled={attempt.busy} onClick={open}>
                Open it without scoring
              </button>
            </>
          )
          : (
            <button
              type="button"
              className={`button ${good ? "primary" : ""}`}
              disabled={attempt.busy}
              onClick={open}
            >
              {good ? `Open model ${model.id}` : `Open model ${model.id} anyway`}
            </button>
          )}
      </div>
      {missing && (
        <DropFile
          label="Drop its key file"
          accept=".json"
          disabled={attempt.busy}
          take={fromFile}
        />
      )}
      {attempt.failure}
    </div>
  );
}
