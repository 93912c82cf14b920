/**
 * A model's package: fetched on demand, checked against its digest, looked into, downloaded.
 *
 * @module
 */
import { useState } from "react";
import { wrap } from "comlink";
import { readModelKeys } from "../../../miner/chain/read_model_keys.ts";
import { readPackage } from "../../../miner/chain/read_package.ts";
import type { Standing } from "../../../miner/leaderboard.ts";
import { DemlError } from "../../../miner/errors.ts";
import { useAttempt } from "../components/attempt.tsx";
import { Facts } from "../components/facts.tsx";
import { Progress } from "../components/progress.tsx";
import { useApp } from "../context.ts";
import { blocks } from "../data/blocks.ts";
import { downloadFile } from "../keys/store.ts";
import type { Inside, Looker } from "../workers/look_worker.ts";
import type { Given } from "./given.ts";

/** How long looking into a package may take, in milliseconds. */
const PATIENCE = 30_000;

interface Found extends Inside {
  /** As it was submitted */
  submitted: Uint8Array;
}

export default function Package({ competition, spec, model }: Given & { model: Standing }) {
  const { connection, settings: { gateways } } = useApp();
  const [found, setFound] = useState<Found>();
  const attempt = useAttempt("fetch the package");
  const name = `competition-${competition.id}-model-${model.id}`;

  async function fetchIt() {
    const sources = { gateways, store: blocks };
    const submitted = await readPackage(connection, competition, model, sources);
    if (submitted === undefined) {
      throw new DemlError(
        "package",
        "The bytes on the chain are not those of the model's digest",
        "It is INVALID: nobody can look into it",
      );
    }
    const key = (await readModelKeys(connection, competition, [model])).get(model.id);
    const closed = competition.sealed && key === undefined;
    const inside = spec === undefined || closed ? {} : await look(submitted, key, spec);
    setFound({ submitted, ...inside });
  }

  if (found === undefined) {
    return (
      <section className="card" aria-label="Its package">
        <h2>What was submitted</h2>
        <p className="muted">
          Its bytes are in the chain's events, or on IPFS. They are fetched when you ask for them,
          and checked against the digest; nothing in them is run.
        </p>
        {attempt.busy ? <Progress label="Fetching and checking" /> : (
          <div className="actions start">
            <button type="button" className="button" onClick={() => attempt.run(fetchIt)}>
              Look inside
            </button>
          </div>
        )}
        {attempt.failure}
      </section>
    );
  }
  const { submitted, onnx, verdict, survey } = found;
  const closed = competition.sealed && model.state !== "scored" && onnx === undefined;
  return (
    <section className="card" aria-label="Its package">
      <h2>What was submitted</h2>
      <p>
        <span className="badge good">verified</span> {submitted.length.toLocaleString("en")}{" "}
        bytes, those of the digest.
      </p>
      {verdict && (
        <div className="notice error">
          <p>
            <strong>INVALID by rule {verdict.rule}: {verdict.found}.</strong> {verdict.remedy}.
          </p>
        </div>
      )}
      {closed && !verdict && <p className="muted">It is sealed: its key is not published.</p>}
      {survey && <Insides found={found} />}
      <div className="actions start">
        <button
          type="button"
          className="button"
          onClick={() => save(`${name}.deml${competition.sealed ? ".sealed" : ""}`, submitted)}
        >
          Download as submitted
        </button>
        {onnx && (
          <button
            type="button"
            className="button"
            onClick={() => save(`${name}.onnx`, onnx)}
          >
            Download the ONNX file
          </button>
        )}
      </div>
    </section>
  );
}

function Insides({ found: { survey, onnx, batch, output } }: { found: Found }) {
  const { operators, parameters, multiplyAdds, producer, opsets } = survey!;
  return (
    <>
      <Facts
        of={[
          ["Unpacked", `${onnx!.length.toLocaleString("en")} bytes`],
          ["Parameters", parameters.toLocaleString("en")],
          ["Multiply-adds a sample", multiplyAdds?.toLocaleString("en") ?? "unknown"],
          ...(output ? [["Output", output], ["Batch", batch!]] as [string, string][] : []),
          ["Exported by", producer.slice(0, 60) || "unknown"],
          [
            "Opset",
            opsets.slice(0, 4).map(({ domain, version }) =>
              `${domain.slice(0, 30) || "ai.onnx"} ${version}`
            ).join(", "),
          ],
        ]}
      />
      <h3>Operators</h3>
      <ul className="chips">
        {operators.slice(0, 200).map(({ name, count, admitted }) => (
          <li key={name} className={`badge ${admitted ? "" : "error"}`}>
            {name.slice(0, 60)}
            {count > 1 && ` × ${count}`}
          </li>
        ))}
      </ul>
    </>
  );
}

async function look(...given: Parameters<Looker["look"]>): Promise<Inside> {
  const worker = new Worker(new URL("../workers/look_worker.ts", import.meta.url), {
    type: "module",
  });
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() =>
    late.reject(
      new DemlError(
        "model",
        "Looking into the package takes too long",
        "Download it, and use `deml inspect`",
      ),
    ), PATIENCE);
  worker.onerror = () => late.reject(new Error("The package could not be looked into"));
  try {
    return await Promise.race([wrap<Looker>(worker).look(...given), late.promise]);
  } finally {
    clearTimeout(timer);
    worker.terminate();
  }
}

function save(name: string, bytes: Uint8Array) {
  downloadFile(name, new Blob([bytes as Uint8Array<ArrayBuffer>]));
}
