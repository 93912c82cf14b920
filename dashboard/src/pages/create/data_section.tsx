/** The data: files of this machine, or what is published already; what was guessed of it. */
import { formatWords } from "../../../../protocol/format/format_words.ts";
import { Choice } from "./field.tsx";
import type { Form } from "./form.ts";
import { DataPart } from "./data_part.tsx";

export function DataSection({ form }: { form: Form }) {
  const { draft, change, choose } = form;
  return (
    <section className="card" aria-labelledby="create-data">
      <h2 id="create-data">1. Data</h2>
      <p className="muted">
        Models are judged on a test set: rows of numbers, and a label for each. What the file holds
        is guessed, and you can change it.
      </p>
      <Choice
        legend="Where the data is"
        value={draft.source}
        options={[
          [
            "files",
            "On this computer.",
            `${formatWords("or", false)}, or ${formatWords("or", true)} with their labels.`,
          ],
          ["cids", "Published on IPFS already.", "You know its CIDs."],
        ]}
        change={(source) => {
          choose("test", undefined);
          choose("validation", undefined);
          change((before) => ({ ...before, source }));
        }}
      />
      <DataPart form={form} part="test" />
      <label className="check">
        <input
          type="checkbox"
          checked={draft.withValidation}
          onChange={({ target }) =>
            change((before) => ({ ...before, withValidation: target.checked }))}
        />
        <span>
          Add a public validation set, on which participants can try their models
        </span>
      </label>
      {draft.withValidation && <DataPart form={form} part="validation" />}
    </section>
  );
}
