/** A program to begin with, filled in with this competition: to copy, to download, to submit. */
import { useState } from "react";
import type { CompetitionSpec } from "../../../../protocol/spec/spec.ts";
import type { Competition } from "../../../../protocol/state/competition.ts";
import { type Framework, FRAMEWORKS } from "../../starter/frameworks.ts";
import {
  getCommand,
  starterOf,
  type StarterPlace,
  submitCommand,
  trainingPart,
} from "../../starter/starter.ts";
import { fileNames } from "../../starter/read_data.ts";
import { fileOf } from "../../../../protocol/spec/part.ts";
import { Copy } from "../../components/copy.tsx";
import { downloadFile } from "../../components/download_file.ts";
import { useApp } from "../../context.ts";

const NAMES = Object.keys(FRAMEWORKS) as Framework[];

export function Starter({ competition, spec, specCid }: {
  competition: Competition;
  spec: CompetitionSpec;
  specCid: string;
}) {
  const { settings: { contract, gateways, rpc } } = useApp();
  const [framework, setFramework] = useState<Framework>("pytorch");
  const place: StarterPlace = {
    competition: competition.id,
    contract,
    rpc: rpc[0] ?? "",
    gateways,
    specCid,
  };
  const part = trainingPart(spec);
  const program = starterOf(framework, spec, place);
  const submit = submitCommand(place);
  return (
    <section className="card" aria-label="Starter">
      <h2>Start from here</h2>
      {program === undefined || part === undefined
        ? (
          <p className="muted">
            No data of this competition are public yet, so there is nothing to train on here.
          </p>
        )
        : (
          <>
            <p className="muted">
              It reads the {part} set, scales it as the miners do, trains a small model, and writes
              {" "}
              <code>model.onnx</code>. {part === "test" &&
                "The test set is public here: everybody trains on what models are judged on."}
            </p>
            <div className="row" role="group" aria-label="Framework">
              {NAMES.map((name) => (
                <button
                  key={name}
                  type="button"
                  className={`button small ${name === framework ? "primary" : ""}`}
                  aria-pressed={name === framework}
                  onClick={() => setFramework(name)}
                >
                  {FRAMEWORKS[name].title}
                </button>
              ))}
            </div>
            <pre
              className="code program"
              tabIndex={0}
              role="region"
              aria-label={`Starter for ${FRAMEWORKS[framework].title}`}
            >
              {program}
            </pre>
            <div className="row">
              <button
                type="button"
                className="button"
                onClick={() =>
                  downloadFile(
                    `starter_${framework}.py`,
                    new Blob([program], { type: "text/x-python" }),
                  )}
              >
                Save starter_{framework}.py
              </button>
              <CopyProgram key={program} program={program} />
            </div>
            <Line what="Its data, by the command line">
              {getCommand(fileOf(spec, part).cid, fileNames(spec, part).data, gateways)}
            </Line>
          </>
        )}
      <Line what="Submit what you trained">{submit}</Line>
    </section>
  );
}

function CopyProgram({ program }: { program: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <button
      type="button"
      className="button"
      onClick={() =>
        navigator.clipboard.writeText(program).then(() => setCopied(true), () => setCopied(false))}
    >
      {copied ? "Copied" : "Copy it"}
    </button>
  );
}

function Line({ what, children }: { what: string; children: string }) {
  return (
    <div className="command-line">
      <small className="muted">{what}</small>
      <Copy text={children} />
    </div>
  );
}
