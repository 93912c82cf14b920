/** The data: what to begin with, who may see it, its files, and the guesses about them. */
import { formatWords } from "../../../../protocol/format/format_words.ts";
import type { Draft } from "../../../../miner/organizer/draft.ts";
import { withPreset } from "../../../../miner/organizer/presets.ts";
import { guessAbout, laidOver } from "./why.ts";
import { Check, Choice, Refusal } from "./field.tsx";
import { useCreate } from "./form.ts";
import { LoadSpec } from "./load_spec.tsx";
import { DataPart } from "./data_part.tsx";

const PRESETS: [preset: Draft["preset"], title: string, says: string][] = [
  [
    "images",
    "Images",
    "Like MNIST: pictures of one size. Pixels are divided by 255, and people have a month.",
  ],
  [
    "table",
    "Table",
    "A CSV file with a label in one column. Values stay unchanged, and people have two weeks.",
  ],
  ["empty", "Start empty", "Nothing is assumed: what the file shows is filled in."],
];

export function DataStep() {
  const form = useCreate();
  const { draft, change, choose } = form;
  return (
    <>
      <fieldset className="presets">
        <legend>What the data is like</legend>
        {PRESETS.map(([preset, title, says]) => (
          <label key={preset} className="preset">
            <input
              type="radio"
              name="preset"
              checked={draft.preset === preset}
              onChange={() =>
                change((before) => {
                  const started = withPreset(before, preset);
                  // What the chosen file shows is still true.
                  const guess = guessAbout({ ...form, draft: started }, "test");
                  return guess ? laidOver(started, "test", guess) : started;
                })}
            />
            <strong>{title}</strong>
            <span className="muted">{says}</span>
          </label>
        ))}
        <LoadSpec />
      </fieldset>
      <Choice
        legend="Who sees test set and models"
        value={draft.sealed ? "sealed" : "open"}
        options={[
          [
            "sealed",
            "Sealed (recommended).",
            "Test set and models are encrypted until submission is over, so nobody can train on the test set or copy a model. You must come back once, to publish the test set's key.",
          ],
          [
            "open",
            "Open.",
            "The test set is public from the start: anybody can train on it, and win with a model that knows the answers. Models are public as well, and anybody can copy one; a copy ranks lower, but may take a lower prize. In return, the leaderboard is live.",
          ],
        ]}
        change={(kind) => change((before) => ({ ...before, sealed: kind === "sealed" }))}
      >
        <Refusal of="sealed" />
      </Choice>
      <Choice
        legend="Where the data is"
        value={draft.source}
        options={[
          [
            "files",
            "On this computer.",
            `${formatWords("or", false)}, or ${formatWords("or", true)} with their labels.`,
          ],
          ["cids", "Already on IPFS.", "You know its CIDs. Such a test set cannot be sealed."],
        ]}
        change={(source) => {
          choose("test", undefined);
          choose("validation", undefined);
          change((before) => ({ ...before, source }));
        }}
      >
        {draft.source === "cids" && draft.sealed && (
          <div className="notice warning">
            <p>
              <strong>Published files cannot be sealed.</strong>{" "}
              Choose the files themselves; they are encrypted here. Or make it an open competition.
            </p>
          </div>
        )}
      </Choice>
      <DataPart part="test" />
      <Check name="withValidation">
        Add a public validation set, so that participants can try their models
      </Check>
      {draft.withValidation && <DataPart part="validation" />}
      {draft.withValidation && draft.sealed && (
        <Check name="claims">
          It is the public part of the test set: while models are sealed, participants may claim
          what theirs score on it, and miners check the claims. A false one costs a buy-in
        </Check>
      )}
    </>
  );
}
