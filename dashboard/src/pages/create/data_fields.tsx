/** What the data is: guessed, with the reasons, and open to correction. */
import { FORMAT_NAMES, FORMATS, hasField } from "../../../../protocol/spec/formats.ts";
import type { Part } from "../../../../protocol/spec/part.ts";
import { Check, SelectField, TextField } from "./field.tsx";
import { useCreate } from "./form.ts";
import { metricNamed } from "../../../../protocol/score/metrics.ts";

export function DataFields({ part }: { part: Part }) {
  const { draft } = useCreate();
  const { format } = draft[part];
  const classed = metricNamed(draft.metric).reads !== "values";
  return (
    <div className="form">
      <SelectField
        name={`${part}.format`}
        label="Format"
        options={FORMAT_NAMES.map((name) => [name, FORMATS[name].word])}
      />
      <TextField name={`${part}.rows`} label="Rows" inputMode="numeric" />
      {classed && (
        <TextField
          name={`${part}.classes`}
          label="Classes"
          hint="Labels count from 0"
          inputMode="numeric"
        />
      )}
      {hasField(format, "labelColumn") && (
        <TextField
          name={`${part}.labelColumn`}
          label="Label column"
          hint="Its number from 0, or its name in the header"
        />
      )}
      {classed && hasField(format, "labelNames") && (
        <Check name={`${part}.labelNames`}>
          The labels are words: the names of the classes, below
        </Check>
      )}
      {hasField(format, "samplesArray") && (
        <>
          <TextField
            name={`${part}.samplesArray`}
            label="Array of the samples"
            hint="Its name in the file, such as x_test"
          />
          <TextField name={`${part}.labelsArray`} label="Array of the labels" />
        </>
      )}
      {hasField(format, "header") && (
        <Check name={`${part}.header`}>The first line names the columns</Check>
      )}
      {classed && (
        <TextField
          name={`${part}.classNames`}
          label="Names of the classes"
          hint="One per line, from class 0; or leave it empty"
          rows={2}
          whole
        />
      )}
    </div>
  );
}
