/** The participant's submissions: how each stands, what is missing, what must be opened. */
import { useState } from "react";
import { Link } from "wouter";
import { type Hex, toHex } from "viem";
import type { Competition } from "../../../../miner/chain/read_competition.ts";
import type { Model } from "../../../../miner/chain/read_models.ts";
import { readParts } from "../../../../miner/chain/read_package.ts";
import { showBytes } from "../../../../miner/cli/format.ts";
import { DemlError } from "../../../../miner/errors.ts";
import { stateOf } from "../../../../miner/leaderboard.ts";
import { sha256 } from "../../../../miner/ipfs/cid.ts";
import { type KeyFile, parseKeyFile } from "../../../../miner/model/key_file.ts";
import { useChainQuery } from "../../chain/queries.ts";
import { useAttempt } from "../../components/attempt.tsx";
import { DropFile } from "../../components/drop_file.tsx";
import { Score } from "../../components/score.tsx";
import { Countdown, When } from "../../components/when.tsx";
import { findKey, saveKey } from "../../keys/store.ts";
import { useSend } from "../../transactions/provider.tsx";
import { dropPackage, findPackage } from "./packages.ts";
import { missingParts } from "./parts.ts";
import { publishParts } from "./publish_parts.ts";

interface Props {
  competition: Competition;
  own: Model[];
  /** The digest of one whose parts are being sent just now */
  publishing: Hex | undefined;
}

export function OwnModels({ competition, own, publishing }: Props) {
  return (
    <section className="card" aria-label="Your submissions">
      <h2>Your submissions</h2>
      <div className="scroll" tabIndex={0} role="region" aria-label="Your models">
        <table>
          <thead>
            <tr>
              <th>Model</th>
              <th>Submitted</th>
              <th className="number">Size</th>
              <th>State</th>
              <th className="number">Score</th>
            </tr>
          </thead>
          <tbody>
            {own.map((model) => (
              <tr key={model.id}>
                <td>
                  <Link href={`/models/${model.id}`}>#{model.id}</Link>
                </td>
                <td>
                  <When seconds={model.submittedAt} />
                </td>
                <td className="number">{showBytes(model.size)}</td>
                <td>
                  <span className="badge">{stateOf(model, competition)}</span>
                </td>
                <td className="number">
                  <Score score={model.score} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {competition.phase === "submission" &&
        own.filter(({ digest }) => digest !== publishing).map((model) => (
          <Rest key={model.digest} competition={competition} model={model} />
        ))}
      {competition.phase === "opening" &&
        own.filter(({ status }) => status === "sealed").map((model) => (
          <OpenModel key={model.id} competition={competition} model={model} />
        ))}
    </section>
  );
}

/** What of a package is not on the chain yet. */
function Rest({ competition, model }: { competition: Competition; model: Model }) {
  const send = useSend();
  const attempt = useAttempt("publish the package");
  const [whole, setWhole] = useState(false);
  // Its bytes are read to see that they are there; once they are, not again with every block.
  const { data: missing = [] } = useChainQuery(
    whole ? undefined : ["missing parts", Number(competition.id), model.id],
    async (connection) => {
      const parts = await readParts(connection, competition, model);
      const found = missingParts(
        model.size,
        parts.map(({ offset, bytes }) => ({ offset, length: bytes.length })),
      );
      if (found.length === 0) setWhole(true);
      return found;
    },
  );
  if (missing.length === 0) return null;
  const publish = async (content: Uint8Array) => {
    if (await publishParts(send, competition.id, model.id, content, missing)) {
      await dropPackage(model.digest);
    }
  };
  const fromBrowser = () =>
    attempt.run(async () => {
      const kept = await findPackage(model.digest);
      if (kept) return await publish(kept.bytes);
      throw new DemlError(
        "package",
        `This browser does not have the package of model ${model.id}`,
        "Drop the file with the same bytes below",
      );
    });
  const fromFile = (file: File) =>
    attempt.run(async () => {
      if (file.size === model.size) {
        const content = new Uint8Array(await file.arrayBuffer());
        if (toHex(await sha256(content)) === model.digest) return await publish(content);
      }
      throw new DemlError(
        "package",
        `${file.name} is another package`,
        "Drop the one you submitted",
      );
    });
  const bytes = missing.reduce((sum, { length }) => sum + length, 0);
  return (
    <div className="notice warning stacked">
      <p>
        <strong>Model #{model.id} is not whole on the chain.</strong> {showBytes(bytes)}{" "}
        are missing: {missing.length}{" "}
        {missing.length === 1 ? "transaction" : "transactions"}. Unless they come before submission
        ends, in <Countdown seconds={competition.submissionEnd} />, miners must find it on IPFS.
      </p>
      <button
        type="button"
        className="button primary"
        disabled={attempt.busy}
        onClick={fromBrowser}
      >
        Continue publishing
      </button>
      <DropFile
        label="Or drop its package"
        disabled={attempt.busy}
        take={fromFile}
      />
      {attempt.failure}
    </div>
  );
}

/** Publishing a sealed model's key. */
function OpenModel({ competition, model }: { competition: Competition; model: Model }) {
  const send = useSend();
  const attempt = useAttempt("open the model");
  const [missing, setMissing] = useState(false);
  const open = (key: Hex) =>
    send({
      functionName: "openModel",
      args: [competition.id, BigInt(model.id), key],
      purpose: `open model ${model.id} of competition ${competition.id}`,
    });
  const fromBrowser = () =>
    attempt.run(async () => {
      const file = await findKey(model.keyCommitment);
      if (file) return await open(file.key);
      setMissing(true);
      throw new DemlError(
        "wallet",
        `This browser does not have the key of model ${model.id}`,
        "Drop its key file below",
      );
    });
  const fromFile = (given: File) =>
    attempt.run(async () => {
      const file: KeyFile = parseKeyFile(new Uint8Array(await given.arrayBuffer()), given.name);
      if (file.commitment !== model.keyCommitment) {
        throw new DemlError(
          "wallet",
          `${given.name} opens another model`,
          "Drop this model's file",
        );
      }
      await saveKey(file);
      await open(file.key);
    });
  return (
    <div className="notice warning stacked">
      <p>
        <strong>Open model #{model.id}.</strong> Its key must be published within{" "}
        <Countdown seconds={competition.openingEnd} />, or it is disqualified.
      </p>
      <button
        type="button"
        className="button primary"
        disabled={attempt.busy}
        onClick={fromBrowser}
      >
        Open model {model.id}
      </button>
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
