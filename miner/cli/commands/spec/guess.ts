import { loadCore } from "../../../../core-wasm/mod.ts";
import { EXIT } from "../../../../protocol/errors.ts";
import { problemsOf } from "../../../../protocol/spec/spec.ts";
import { readFile } from "../../../base/read_file.ts";
import { EMPTY } from "../../../organizer/draft.ts";
import { explainGuess, warnOfNames } from "../../../organizer/explain_guess.ts";
import { guessFiles } from "../../../organizer/guess.ts";
import { specOf, withGuess } from "../../../organizer/spec_of.ts";
import type { Command } from "../../command.ts";

export const guess: Command = {
  name: "spec guess",
  summary: "Guess a spec from the files of a test set",
  positional: "FILE [LABELS]",
  options: [
    { name: "label", value: "COLUMN", help: "The label's column: its name, or its index from 0" },
    { name: "name", value: "TEXT", help: "The competition's name", default: "My competition" },
  ],
  notes:
    `It reads the files whole, and prints a spec as JSON: format, rows, classes, the label's column,
which columns are words or miss cells, and how a model gets a sample; and why, as notes on stderr. CIDs are those of nothing: \`deml competitions create\` fills
them in. Check what was guessed: a column of small whole numbers may look like labels.`,
  examples: [
    "deml spec guess iris.csv > competition.json",
    "deml spec guess passengers.csv --label survived",
    "deml spec guess t10k-images-idx3-ubyte t10k-labels-idx1-ubyte",
  ],
  async run(invocation) {
    const data = await readFile(invocation.argument(0, "FILE"));
    const labelsPath = invocation.positional[1];
    const labels = labelsPath === undefined ? undefined : await readFile(labelsPath);
    invocation.terminal.progress("Reading the files");
    const given = invocation.text("label");
    const label = given !== undefined && /^\d+$/.test(given) ? Number(given) : given;
    const guess = guessFiles({ data, ...(labels && { labels }) }, loadCore(), label);
    const draft = withGuess(EMPTY, guess);
    const spec = specOf({ ...draft, name: invocation.required("name") });
    invocation.terminal.clear();
    invocation.terminal.block(JSON.stringify(spec, null, 2));
    for (const [field, why] of Object.entries(explainGuess(guess))) {
      invocation.terminal.note(`${field}: ${why}`);
    }
    for (const doubt of warnOfNames(guess)) invocation.terminal.note(doubt);
    const [problem] = problemsOf(spec);
    if (problem !== undefined) invocation.terminal.note("Some fields are still missing");
    return EXIT.ok;
  },
};
