/**
 * A model's package: opened on request, downloaded.
 *
 * @module
 */
import { useState } from "react";
import type { Standing } from "../../../protocol/history/ranking.ts";
import { INVALID_SCORE } from "../../../protocol/score/score.ts";
import { show } from "../../../protocol/text/visible.ts";
import { Facts } from "../components/facts.tsx";
import { Failure } from "../components/failure.tsx";
import { Progress } from "../components/progress.tsx";
import { type Found, useLook } from "../data/look.ts";
import { downloadFile } from "../components/download_file.ts";
import type { Given } from "./given.ts";
import { Reason } from "./reason.tsx";

export default function Package({ competition, spec, model }: Given & { model: Standing }) {
  const invalid = model.score === INVALID_SCORE;
  // Readers came to see why it is INVALID.
  const [wanted, setWanted] = useState(invalid);
  const { data: found, error, isFetching, refetch } = useLook(competition, spec, model, wanted);
  const { submitted, onnx } = found ?? {};
  const name = `competition-${competition.id}-model-${model.id}`;
  return (
    <section className="card" aria-label="Its package">
      <h2>What was submitted</h2>
      {found === undefined && (
        <p className="muted">
          Its bytes are in the chain's events, or on IPFS. They are fetched when you ask for them,
          and checked against the digest; nothing in them is run.
        </p>
      )}
      {isFetching && <Progress label="Fetching and checking" />}
      {!wanted && (
        <div className="actions start">
          <button type="button" className="button" onClick={() => setWanted(true)}>
            Look inside
          </button>
        </div>
      )}
      {error && <Failure error={error} doing="look inside" retry={() => void refetch()} />}
      {found && <Insides found={found} invalid={invalid} />}
      {submitted && (
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
      )}
    </section>
  );
}

function Insides({ found, invalid }: { found: Found; invalid: boolean }) {
  const { submitted, closed, survey, onnx, batch, output } = found;
  return (
    <>
      {submitted && (
        <p>
          <span className="badge good">verified</span> {submitted.length.toLocaleString("en")}{" "}
          bytes, those of the digest.
        </p>
      )}
      {(invalid || found.verdict) && <Reason found={found} />}
      {closed && <p className="muted">It is sealed: its key is not published.</p>}
      {survey && onnx && (
        <>
          <Facts
            of={[
              ["Unpacked", `${onnx.length.toLocaleString("en")} bytes`],
              ["Parameters", survey.parameters.toLocaleString("en")],
              ["Multiply-adds per sample", survey.multiplyAdds?.toLocaleString("en") ?? "unknown"],
              ...(output && batch
                ? [["Output", output], ["Batch", batch]] as [string, string][]
                : []),
              ["Exported by", show(survey.producer, 60) || "unknown"],
              ["Opset", opsetsOf(survey.opsets)],
            ]}
          />
          <h3>Operators</h3>
          <ul className="chips">
            {survey.operators.slice(0, 200).map(({ name, count, admitted }) => (
              <li key={name} className={`badge ${admitted ? "" : "error"}`}>
                {show(name, 60)}
                {count > 1 && ` × ${count}`}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function opsetsOf(opsets: { domain: string; version: number }[]): string {
  return opsets.slice(0, 4)
    .map(({ domain, version }) => `${show(domain, 30) || "ai.onnx"} ${version}`).join(", ");
}

function save(name: string, bytes: Uint8Array) {
  downloadFile(name, new Blob([bytes as Uint8Array<ArrayBuffer>]));
}
