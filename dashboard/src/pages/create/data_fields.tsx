/** What the data is: guessed, and open to correction. */
import {
  FORMAT_NAMES,
  type FormatName,
  FORMATS,
  hasField,
} from "../../../../protocol/spec/formats.ts";
import type { Part } from "../../../../protocol/spec/part.ts";
import type { DataDraft } from "../../../../miner/organizer/draft.ts";
import { SelectField, TextField } from "./field.tsx";
import type { Form } from "./form.ts";

export function DataFields({ form, part }: { form: Form; part: Part }) {
  const { draft, change, wrong } = form;
  const data = draft[part];
  const at = (field: string) => wrong?.field === `${part}.${field}` ? wrong.message : undefined;
  const set = (update: Partial<DataDraft>) =>
    change((before) => ({ ...before, [part]: { ...before[part], ...update } }));
  return (
    <div className="form">
      <SelectField<FormatName>
        label="Format"
        value={data.format}
        options={FORMAT_NAMES.map((name) => [name, FORMATS[name].word])}
        change={(format) => set({ format })}
        wrong={at("format")}
      />
      <TextField
        label="Rows"
        inputMode="numeric"
        value={data.rows}
        change={(rows) => set({ rows })}
        wrong={at("rows")}
      />
      <TextField
        label="Classes"
        hint="Labels count from 0"
        inputMode="numeric"
        value={data.classes}
        change={(classes) => set({ classes })}
        wrong={at("classes")}
      />
      {hasField(data.format, "labelColumn") && (
        <TextField
          label="Label column"
          hint="Its number from 0, or its name in the header"
          value={data.labelColumn}
          change={(labelColumn) => set({ labelColumn })}
          wrong={at("labelColumn")}
        />
      )}
      {hasField(data.format, "labelNames") && (
        <label className="check">
          <input
            type="checkbox"
            checked={data.labelNames}
            onChange={({ target }) => set({ labelNames: target.checked })}
          />
          <span>The labels are words: the names of the classes, below</span>
        </label>
      )}
      {hasField(data.format, "samplesArray") && (
        <>
          <TextField
            label="Array of the samples"
            hint="Its name in the file, such as x_test"
            value={data.samplesArray}
            change={(samplesArray) => set({ samplesArray })}
            wrong={at("samplesArray")}
          />
          <TextField
            label="Array of the labels"
            value={data.labelsArray}
            change={(labelsArray) => set({ labelsArray })}
            wrong={at("labelsArray")}
          />
        </>
      )}
      {hasField(data.format, "labelNames") && (
        <label className="check">
          <input
            type="checkbox"
            checked={data.labelNames}
            onChange={({ target }) => set({ labelNames: target.checked })}
          />
          <span>Labels are words: the names of the classes</span>
        </label>
      )}
      {hasField(data.format, "header") && (
        <label className="check">
          <input
            type="checkbox"
            checked={data.header}
            onChange={({ target }) => set({ header: target.checked })}
          />
          <span>The first line names the columns</span>
        </label>
      )}
      <TextField
        label="Names of the classes"
        hint="One per line, from class 0; or leave it empty"
        rows={2}
        whole
        value={data.classNames}
        change={(classNames) => set({ classNames })}
        wrong={at("classNames")}
      />
    </div>
  );
}
