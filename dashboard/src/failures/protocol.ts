/**
 * What is wrong with a spec, or with the data that it describes, in the page's words.
 *
 * @module
 */
import type { DataFailure, SpecFailure } from "../../../protocol/failures.ts";
import type { Sentences, Words } from "../../../protocol/format/tell.ts";

const CORRECT =
  "Correct competition.json, or ask whoever made it; docs/PROTOCOL.md, section 9, lists its fields";

const spec = (what: string): Words => [`The spec ${what}`, CORRECT];
const wrong = (field: string, because: string): Words => [
  `The spec's field ${field} is wrong: ${because}`,
  CORRECT,
];

export const SPEC: Sentences<SpecFailure> = {
  "spec/too-long": ({ bytes, most }) => spec(`has ${bytes} bytes, more than ${most}`),
  "spec/not-json": ({ reason }) => spec(`is not JSON: ${reason}`),
  "spec/not-an-object": ({ because }) => spec(`is wrong: ${because}`),
  "spec/unknown-field": ({ field }) => spec(`has an unknown field ${field}`),
  "spec/missing-field": ({ field }) => [`The spec's field ${field} is missing`, CORRECT],
  "spec/wrong-field": ({ field, because }) => wrong(field, because),
  "spec/label-name-without-header": ({ field }) =>
    wrong(field, "a column has a name only in a file with a header; otherwise give its index"),
  "spec/class-names": ({ field, names, classes }) =>
    wrong(field, `${names} names for ${classes} classes`),
  "spec/class-name-twice": ({ field, name }) =>
    wrong(field, `two classes have the name "${name}", and labels are names`),
  "spec/k-without-top-k": ({ field }) => wrong(field, "only the metric top-k has it"),
  "spec/k-of-all": ({ field, k, classes }) =>
    wrong(field, `${k} guesses at ${classes} classes are always right`),
  "spec/one-nonce": ({ field }) => wrong(field, "each file needs its own nonce"),
  "spec/too-many-values": ({ field, most }) => wrong(field, `more than ${most} values per row`),
  "spec/channels": ({ field, values, channels }) =>
    wrong(field, `${values} values for ${channels} channels`),
  "spec/normalised-uint8": ({ field }) => wrong(field, "uint8 input is not normalised"),
};

export const DATA: Sentences<DataFailure> = {
  "data/no-validation-set": () => [
    "The competition has no public validation set",
    "Look at its test set once it is open",
  ],
  "data/report-unreadable": ({ because }) => [
    `It is not a report of a verification: ${because}`,
    "Ask whoever gave it to you for another",
  ],
  "data/report-signature": ({ by }) => [
    `The report is not signed by ${by}, whom it names`,
    "Believe nothing in it",
  ],
};
