/** The task: the competition's name, a model's input and its limits. */
import { METRIC_NAMES, metricNamed } from "../../../../protocol/score/metrics.ts";
import { formatNamed } from "../../../../protocol/spec/formats.ts";
import { ENGINE_VERSION } from "../../../../miner/organizer/draft.ts";
import { engineAdvice } from "./engine_advice.ts";
import { SelectField, TextField } from "./field.tsx";
import { useCreate } from "./form.ts";
import { SpecPreview } from "./spec_preview.tsx";
import { More } from "./more.tsx";

export function TaskStep() {
  const form = useCreate();
  const { draft, change } = form;
  return (
    <>
      <div className="form">
        <TextField name="name" label="Name" whole placeholder="Handwritten digits" />
        <TextField
          name="description"
          label="Description"
          hint="What the data is, where it comes from, what a good model does. Plain text."
          rows={4}
          whole
        />
        <SelectField
          name="metric"
          label="Metric"
          hint={metricNamed(draft.metric).tells}
          options={METRIC_NAMES.map((name) => [name, name])}
        />
        {draft.metric === "top-k" && (
          <TextField name="k" label="k" hint="Guesses at each sample" inputMode="numeric" />
        )}
        {metricNamed(draft.metric).reads === "values" && (
          <>
            <TextField
              name="target.low"
              label="Least value"
              hint="Predictions below it count as this"
              inputMode="decimal"
            />
            <TextField
              name="target.high"
              label="Greatest value"
              hint="Predictions above it count as this"
              inputMode="decimal"
            />
            <TextField
              name="target.decimals"
              label="Decimals that count"
              hint="Values and predictions are rounded to them"
              inputMode="numeric"
            />
          </>
        )}
      </div>
      <h3>What a model is given</h3>
      <div className="form">
        <TextField
          name="input.shape"
          label="Shape of one sample"
          hint="1, 28, 28 is one channel of 28 × 28; a table of 13 columns is 13"
        />
        <SelectField
          name="input.layout"
          label="Channels"
          options={[
            ["flat", "None"],
            ["channels-first", "The first number"],
            ["channels-last", "The last number"],
          ]}
        />
        <SelectField
          name="input.type"
          label="Type"
          options={[["float32", "float32"], ["uint8", "uint8, as in the file"]]}
          chosen={(type) =>
            type === "uint8" &&
            change((before) => ({
              ...before,
              input: { ...before.input, type: "uint8", scale: "1", mean: "0", std: "1" },
            }))}
        />
        {draft.input.type === "float32" && (
          <>
            <TextField name="input.scale" label="Multiply by" inputMode="decimal" />
            <TextField
              name="input.mean"
              label="then subtract"
              hint="One number, or one per channel"
            />
            <TextField
              name="input.std"
              label="then divide by"
              hint="255 brings pixels to 0 … 1"
            />
          </>
        )}
      </div>
      {formatNamed(draft.test.format).cells && (
        <More
          summary="Columns of words, missing cells"
          fields={["input.columns", "input.missingWords"]}
        >
          <div className="form">
            <TextField
              name="input.columns"
              label="Columns that are not plain numbers"
              hint="A line for each, in JSON. A word is its place among the categories, any other word their number; a missing cell is what missing says, a number or “nan”"
              rows={4}
              whole
            />
            <TextField
              name="input.missingWords"
              label="Words that mean missing"
              hint="One per line, such as NA; empty cells are missing anyway"
              rows={2}
              whole
            />
          </div>
        </More>
      )}
      <More summary="Limits and engine" fields={["limits", "engine"]}>
        <div className="form">
          <TextField name="limits.parameters" label="Most parameters" inputMode="numeric" />
          <TextField
            name="limits.multiplyAdds"
            label="Most multiply-adds per sample"
            inputMode="numeric"
          />
          <TextField
            name="limits.unpackedBytes"
            label="Largest model unpacked, in bytes"
            inputMode="numeric"
          />
          <TextField
            name="limits.packedBytes"
            label="Largest package, in bytes"
            hint="Empty: only the contract's limit applies"
            inputMode="numeric"
          />
          <SelectField
            name="engine.name"
            label="Engine"
            hint={engineAdvice(form)}
            options={[["native", "ONNX Runtime, native"], ["wasm", "ONNX Runtime, WebAssembly"]]}
          />
          <TextField
            name="engine.version"
            label="Its version"
            hint={`Miners carry ${ENGINE_VERSION}`}
          />
        </div>
      </More>
      <SpecPreview />
    </>
  );
}
