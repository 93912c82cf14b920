/**
 * What is wrong with a spec, or with the data that it describes, in words.
 *
 * @module
 */
import type { DataFailure, SpecFailure } from "../../../protocol/failures.ts";
import type { Sentences, Words } from "../../../protocol/format/tell.ts";

const CORRECT = "Correct competition.json; docs/PROTOCOL.md, section 9, lists its fields";

const spec = (what: string): Words => [`The spec ${what}`, CORRECT];
const field = (field: string, because: string): Words => [
  `The spec's field ${field} is wrong: ${because}`,
  CORRECT,
];

export const SPEC: Sentences<SpecFailure> = {
  "spec/too-long": ({ bytes, most }) => spec(`has ${bytes} bytes, more than ${most}`),
  "spec/not-json": ({ reason }) => spec(`is not JSON: ${reason}`),
  "spec/not-an-object": ({ because }) => spec(`is wrong: ${because}`),
  "spec/unknown-field": ({ field }) => spec(`has an unknown field ${field}`),
  "spec/missing-field": ({ field }) => [`The spec's field ${field} is missing`, CORRECT],
  "spec/wrong-field": (failure) => field(failure.field, failure.because),
  "spec/label-name-without-header": (failure) =>
    field(failure.field, 'a name needs "header": true; without it, give the index of the column'),
  "spec/class-names": (failure) =>
    field(failure.field, `${failure.names} names for ${failure.classes} classes`),
  "spec/class-name-twice": (failure) =>
    field(failure.field, `two classes have the name "${failure.name}", and labels are names`),
  "spec/k-without-top-k": (failure) => field(failure.field, "only the metric top-k has it"),
  "spec/k-of-all": (failure) =>
    field(failure.field, `${failure.k} guesses at ${failure.classes} classes are always right`),
  "spec/one-nonce": (failure) => field(failure.field, "each file needs its own nonce"),
  "spec/too-many-values": (failure) =>
    field(failure.field, `more than ${failure.most} values per row`),
  "spec/channels": (failure) =>
    field(failure.field, `${failure.values} values for ${failure.channels} channels`),
  "spec/normalised-uint8": (failure) => field(failure.field, "uint8 input is not normalised"),
};

export const DATA: Sentences<DataFailure> = {
  "data/no-validation-set": () => [
    "The competition has no public validation set",
    "Give other samples with --data",
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
