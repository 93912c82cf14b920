/**
 * Plans to begin with: `deml competitions template image > competition.yaml`.
 *
 * @module
 */

import { METRIC_NAMES } from "../../../protocol/score/metrics.ts";

/** What the data are. */
export const TEMPLATE_NAMES = ["image", "table"] as const;
export type TemplateName = typeof TEMPLATE_NAMES[number];

const DATA: Record<TemplateName, string> = {
  image: `# The files, from the folder of this file. IDX and NPY have their labels in a second one.
# Rows, classes and the input's shape are guessed from the files; write them here to fix them.
test:
  file: test-images-idx3-ubyte
  labelsFile: test-labels-idx1-ubyte
  # classNames: [cat, dog]

# Public samples on which participants try their models before they submit.
# validation:
#   file: validation-images-idx3-ubyte
#   labelsFile: validation-labels-idx1-ubyte

# A model gets (value × scale − mean) / std, per channel.
# input:
#   shape: [1, 28, 28]
#   type: float32
#   layout: channels-first
#   scale: 1
#   mean: [0]
#   std: [255]
`,
  table: `# The file, from the folder of this file. The label's column is guessed from the header.
# Rows, classes and columns are guessed from the file; write them here to fix them.
test:
  file: test.csv
  # labelColumn: species
  # header: true
  # classNames: [setosa, versicolor, virginica]

# Public samples on which participants try their models before they submit.
# validation:
#   file: validation.csv

# A model gets (value × scale − mean) / std.
# input:
#   shape: [4]
#   type: float32
#   layout: flat
#   scale: 1
#   mean: [0]
#   std: [1]
#   # A word is its place among the categories, any other word their number; a missing cell is
#   # what missing says, a number or nan.
#   columns: [{ column: sex, categories: [female, male] }, { column: age, missing: nan }]
#   missingWords: [NA]
`,
};

/** A plan with its explanations, in YAML. */
export function templateOf(name: TemplateName): string {
  return `# A competition, as \`deml competitions create\` takes it.

name: My competition
description: |
  What the models are to tell apart, where the data come from, and who may use them.
# Or ${METRIC_NAMES.slice(1, 5).join(", ")};
# of models that give scores or probabilities also ${METRIC_NAMES.slice(5).join(", ")}.
metric: accuracy
# How many guesses a model has at each sample, for top-k alone.
# k: 5

${DATA[name]}
# What a model may cost. Without these lines, they are chosen for the size of a sample.
# limits:
#   unpackedBytes: 8000000
#   parameters: 2000000
#   multiplyAdds: 20000000

# native is faster; wasm gives the same bits on every processor.
engine: native

# The test set stays secret until submission ends; then you publish its key.
sealed: true

# The validation set is the public part of the test set: while models are sealed, authors may claim
# what theirs score on it, and miners check the claims.
# claims: true

# You pay it now. A fifth pays the miners; a participant pays a tenth as the buy-in.
fund: 1 ETH

# Lengths of time, or dates such as 2030-01-31T12:00Z for all of them.
phases:
  registration: 7 days
  submission: 14 days
  opening: 2 days
  evaluation: 7 days

terms:
  # Evaluations that each model pays for.
  seats: 100
  # Models that share the miners' fifth, and the most of one participant.
  maxModels: 20
  maxModelsPerAuthor: 5
  # In thousandths of a percentage point, around the median; without it, four rows of the test set.
  # tolerance: 50
  # The largest package on chain, in bytes.
  byteLimit: 1000000
  # Shares of the prize in percent; without them, the first takes all.
  # prizeShares: [60, 30, 10]
  commitWindow: 4 hours
  revealWindow: 1 hour
  roundInterval: 4 hours
  # Participants whose models were judged get their buy-in back.
  returnsBuyIns: true
`;
}
