/** The spec: the competition's name, a model's input and its limits. */
import { useRef, useState } from "react";
import { MAX_SPEC_BYTES, parseSpec } from "../../../../protocol/spec/spec.ts";
import { METRIC_NAMES, metricNamed } from "../../../../protocol/score/metrics.ts";
import { told } from "../../../../protocol/errors.ts";
import { visibleJson } from "../../../../protocol/text/visible.ts";
import { useAttempt } from "../../components/attempt.tsx";
import { downloadFile } from "../../keys/store.ts";
import { type Draft, ENGINE_VERSION } from "../../../../miner/organizer/draft.ts";
import { SelectField, TextField } from "./field.tsx";
import { engineAdvice } from "./engine_advice.ts";
import type { Form } from "./form.ts";
import { withSpec } from "../../../../miner/organizer/spec_of.ts";

export function SpecSection({ form }: { form: Form }) {
  const { draft, change, wrong } = form;
  const { input, limits, engine } = draft;
  const at = (field: string) => wrong?.field === field ? wrong.message : undefined;
  const setInput = (update: Partial<Draft["input"]>) =>
    change((before) => ({ ...before, input: { ...before.input, ...update } }));
  const setLimits = (update: Partial<Draft["limits"]>) =>
    change((before) => ({ ...before, limits: { ...before.limits, ...update } }));
  return (
    <section className="card" aria-labelledby="create-spec">
      <div className="row spread">
        <h2 id="create-spec">2. What is asked</h2>
        <Load form={form} />
      </div>
      <div className="form">
        <TextField
          label="Name"
          whole
          value={draft.name}
          change={(name) => change((before) => ({ ...before, name }))}
          placeholder="Handwritten digits"
          wrong={at("name")}
        />
        <TextField
          label="Description"
          hint="What the data is, where it comes from, what a good model does. Plain text."
          rows={4}
          whole
          value={draft.description}
          change={(description) => change((before) => ({ ...before, description }))}
          wrong={at("description")}
        />
        <SelectField
          label="Metric"
          hint={metricNamed(draft.metric).tells}
          value={draft.metric}
          options={METRIC_NAMES.map((name) => [name, name])}
          change={(metric) => change((before) => ({ ...before, metric }))}
          wrong={at("metric")}
        />
      </div>
      <h3>What a model is given</h3>
      <div className="form">
        <TextField
          label="Shape of one sample"
          hint="1, 28, 28 is one channel of 28 × 28; a table of 13 columns is 13"
          value={input.shape}
          change={(shape) => setInput({ shape })}
          wrong={at("input.shape")}
        />
        <SelectField
          label="Channels"
          value={input.layout}
          options={[
            ["flat", "None"],
            ["channels-first", "The first number"],
            ["channels-last", "The last number"],
          ]}
          change={(layout) => setInput({ layout })}
          wrong={at("input.layout")}
        />
        <SelectField
          label="Type"
          value={input.type}
          options={[["float32", "float32"], ["uint8", "uint8, as in the file"]]}
          change={(type) =>
            setInput(type === "uint8" ? { type, scale: "1", mean: "0", std: "1" } : { type })}
          wrong={at("input.type")}
        />
        {input.type === "float32" && (
          <>
            <TextField
              label="Multiply by"
              value={input.scale}
              inputMode="decimal"
              change={(scale) => setInput({ scale })}
              wrong={at("input.scale")}
            />
            <TextField
              label="then subtract"
              hint="One number, or one per channel"
              value={input.mean}
              change={(mean) => setInput({ mean })}
              wrong={at("input.mean")}
            />
            <TextField
              label="then divide by"
              hint="255 brings pixels to 0 … 1"
              value={input.std}
              change={(std) => setInput({ std })}
              wrong={at("input.std")}
            />
          </>
        )}
      </div>
      <details open={/^(limits|engine)/.test(wrong?.field ?? "") || undefined}>
        <summary>Limits and engine</summary>
        <div className="form" style={{ marginTop: "1rem" }}>
          <TextField
            label="Most parameters"
            inputMode="numeric"
            value={limits.parameters}
            change={(parameters) => setLimits({ parameters })}
            wrong={at("limits.parameters")}
          />
          <TextField
            label="Most multiply-adds per sample"
            inputMode="numeric"
            value={limits.multiplyAdds}
            change={(multiplyAdds) => setLimits({ multiplyAdds })}
            wrong={at("limits.multiplyAdds")}
          />
          <TextField
            label="Largest model unpacked, in bytes"
            inputMode="numeric"
            value={limits.unpackedBytes}
            change={(unpackedBytes) => setLimits({ unpackedBytes })}
            wrong={at("limits.unpackedBytes")}
          />
          <TextField
            label="Largest package, in bytes"
            hint="Empty: only the contract's limit applies"
            inputMode="numeric"
            value={limits.packedBytes}
            change={(packedBytes) => setLimits({ packedBytes })}
            wrong={at("limits.packedBytes")}
          />
          <SelectField
            label="Engine"
            value={engine.name}
            hint={engineAdvice(form)}
            options={[["native", "ONNX Runtime, native"], ["wasm", "ONNX Runtime, WebAssembly"]]}
            change={(name) => change((before) => ({ ...before, engine: { ...engine, name } }))}
            wrong={at("engine.name")}
          />
          <TextField
            label="Its version"
            hint={`Miners carry ${ENGINE_VERSION}`}
            value={engine.version}
            change={(version) =>
              change((before) => ({ ...before, engine: { ...engine, version } }))}
            wrong={at("engine.version")}
          />
        </div>
      </details>
      <Preview form={form} />
    </section>
  );
}

/** Starts from the spec of another competition. */
function Load({ form }: { form: Form }) {
  const input = useRef<HTMLInputElement>(null);
  const attempt = useAttempt("read this spec");
  async function load(file: File) {
    if (file.size > MAX_SPEC_BYTES) {
      throw told(
        "spec",
        `${file.name} is too large for a spec`,
        "Choose competition.json",
      );
    }
    const spec = parseSpec(new Uint8Array(await file.arrayBuffer()));
    form.choose("test", undefined);
    form.choose("validation", undefined);
    form.change((before) => withSpec(before, spec));
  }
  return (
    <div className="stack">
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        hidden
        aria-label="Load a competition.json"
        onChange={({ target }) => {
          const file = target.files?.[0];
          if (file) attempt.run(() => load(file));
          target.value = "";
        }}
      />
      <button type="button" className="button small" onClick={() => input.current?.click()}>
        Load a competition.json
      </button>
      {attempt.failure}
    </div>
  );
}

function Preview({ form: { spec, final, wrong, files } }: { form: Form }) {
  const [copied, setCopied] = useState(false);
  if (spec === undefined) {
    // The list of open items reports an empty name.
    if (wrong?.field === "name" || wrong === undefined || !files.test) return null;
    return <p className="muted" aria-live="polite">{wrong.message}.</p>;
  }
  const text = visibleJson(JSON.stringify(spec, null, 2));
  return (
    <details>
      <summary>competition.json{final === undefined && ", without its CIDs yet"}</summary>
      <div className="stack" style={{ marginTop: "1rem" }}>
        <pre className="code" tabIndex={0}>{text}</pre>
        <div className="actions start">
          <button
            type="button"
            className="button small"
            onClick={() => {
              navigator.clipboard.writeText(text).then(() => setCopied(true), () => {});
              setTimeout(() => setCopied(false), 2_000);
            }}
          >
            {copied ? "Copied" : "Copy"}
          </button>
          <button
            type="button"
            className="button small"
            disabled={final === undefined}
            onClick={() =>
              // The exact bytes that are published: their digest is the spec's.
              final &&
              downloadFile("competition.json", new Blob([final.bytes as Uint8Array<ArrayBuffer>]))}
          >
            Download
          </button>
        </div>
      </div>
    </details>
  );
}
