/** Choosing a model: packed and checked here, by the miners' own rules. */
import { hexToBytes } from "viem";
import type { Competition } from "../../../../protocol/state/competition.ts";
import type { Model } from "../../../../protocol/state/model.ts";
import { showBytes } from "../../../../protocol/format/format.ts";
import type { CompetitionSpec } from "../../../../protocol/spec/spec.ts";
import { cidOfDigest } from "../../../../miner/ipfs/cid.ts";
import { show } from "../../../../protocol/text/visible.ts";
import { useAttempt } from "../../components/attempt.tsx";
import { Copy } from "../../components/copy.tsx";
import { DropFile } from "../../components/drop_file.tsx";
import { Facts } from "../../components/facts.tsx";
import { Progress } from "../../components/progress.tsx";
import { tellVerdict } from "../../failures/invalid.ts";
import { downloadFile } from "../../components/download_file.ts";
import { type Draft, dropDraft, openDraft, stop } from "./use_modeler.ts";

/** The rules admit no larger model, in bytes. */
const LARGEST = 512 * 1024 * 1024;

export function Prepare({ competition, spec, draft, models }: {
  competition: Competition;
  spec: CompetitionSpec;
  draft: Draft | undefined;
  models: Model[];
}) {
  const attempt = useAttempt("read the file");
  const take = (first: File, others: File[]) =>
    attempt.run(async () => {
      const files = [first, ...others];
      // PyTorch's exporter writes m.onnx and m.onnx.data, in whatever order they arrive here.
      const model = files.find(({ name }) => /\.(onnx|deml)$/i.test(name)) ?? first;
      if (files.reduce((sum, { size }) => sum + size, 0) > LARGEST) {
        throw new Error(`${model.name} is larger than ${showBytes(LARGEST)}`);
      }
      const read = async (file: File) => new Uint8Array(await file.arrayBuffer());
      const beside = new Map<string, Uint8Array>();
      for (const file of files) if (file !== model) beside.set(file.name, await read(file));
      const source = { name: model.name, bytes: await read(model), beside };
      await openDraft(source, spec, competition.specDigest);
    });
  const cid = draft ? cidOfDigest(hexToBytes(draft.digest)).toString() : "";
  const twin = !competition.sealed && models.find(({ digest }) => digest === draft?.digest);
  return (
    <section className="card" aria-label="Your model">
      <h2>Your model</h2>
      <DropFile
        label="Drop an .onnx or .deml file here, or choose one"
        accept=".onnx,.deml,.data"
        multiple
        disabled={attempt.busy}
        take={take}
        hint="It stays in this browser: it is packed and checked here. If its weights are in a second file, such as model.onnx.data, choose both."
      />
      {attempt.busy && <Progress label="Packing and checking" cancel={stop} />}
      {attempt.failure}
      {draft && !attempt.busy && (
        <>
          <div className="row spread">
            <strong className="wrap">{draft.name}</strong>
            {draft.verdict
              ? <span className="badge error">INVALID</span>
              : <span className="badge good">admitted</span>}
          </div>
          {draft.verdict && (
            <div className="notice error" role="alert">
              <p>
                <strong>Rule {draft.verdict.rule}: {draft.verdict.found}.</strong>{" "}
                {tellVerdict(draft.verdict).remedy}. Every miner would find the same.
              </p>
            </div>
          )}
          {twin && (
            <div className="notice warning">
              <p>
                The same package is already model #{twin.id}. It may be submitted again, but the
                earlier place ranks higher.
              </p>
            </div>
          )}
          <Limits competition={competition} spec={spec} draft={draft} />
          <Facts
            terms={["digest"]}
            of={[
              [
                "Digest, sha2-256",
                <Copy key="d" text={draft.digest} shown={`${draft.digest.slice(0, 18)}…`} />,
              ],
              ["On IPFS", <Copy key="c" text={cid} shown={`${cid.slice(0, 18)}…`} />],
              ["Operators", operatorsOf(draft)],
            ]}
          />
          <div className="actions start">
            <button
              type="button"
              className="button"
              onClick={() =>
                downloadFile(
                  draft.name.replace(/\.(onnx|deml)$/i, "") + ".deml",
                  new Blob([draft.packed as Uint8Array<ArrayBuffer>]),
                )}
            >
              Save the package
            </button>
            <button type="button" className="button" onClick={dropDraft}>Choose another</button>
          </div>
        </>
      )}
    </section>
  );
}

function Limits({ competition, spec, draft }: {
  competition: Competition;
  spec: CompetitionSpec;
  draft: Draft;
}) {
  const { limits } = spec;
  const packed = Math.min(competition.byteLimit, limits.packedBytes ?? Infinity);
  return (
    <div className="stack" style={{ gap: "0.6rem" }}>
      <Meter label="Package, bytes" value={draft.packed.length} of={packed} />
      <Meter label="Unpacked, bytes" value={draft.unpacked} of={limits.unpackedBytes} />
      <Meter label="Parameters" value={draft.parameters} of={limits.parameters} />
      <Meter label="Multiply-adds per sample" value={draft.multiplyAdds} of={limits.multiplyAdds} />
    </div>
  );
}

function Meter({ label, value, of }: { label: string; value: number | undefined; of: number }) {
  const count = (number: number) => number.toLocaleString("en");
  const over = value !== undefined && value > of;
  return (
    <div className="progress" style={{ gap: "0.1rem" }}>
      <span>
        <small>{label}</small>
        <small className={over ? "badge error" : ""}>
          {value === undefined ? "unknown" : count(value)} of {count(of)}
        </small>
      </span>
      <meter aria-label={label} min={0} max={of} value={Math.min(value ?? 0, of)} />
    </div>
  );
}

function operatorsOf({ operators = [] }: Draft): string {
  const names = operators.slice(0, 40).map(({ name, count }) =>
    count > 1 ? `${show(name, 40)} × ${count}` : show(name, 40)
  );
  return names.join(", ") || "unknown";
}
