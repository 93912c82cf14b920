/**
 * What can be wrong with a spec, and with the data that it describes.
 *
 * @module
 */

/** A spec that cannot be used. `field` is a path with dots, e.g. `input.shape.0`. */
export type SpecFailure =
  | { kind: "spec/too-long"; bytes: number; most: number }
  | { kind: "spec/not-json"; reason: string }
  | { kind: "spec/not-an-object"; because: string }
  | { kind: "spec/unknown-field"; field: string }
  | { kind: "spec/missing-field"; field: string }
  /** The schema rejects it; `because` is its rule, e.g. "expected number, received string" */
  | { kind: "spec/wrong-field"; field: string; because: string }
  | { kind: "spec/label-name-without-header"; field: string }
  | { kind: "spec/class-names"; field: string; names: number; classes: number }
  /** Labels are names, and this one is of two classes */
  | { kind: "spec/class-name-twice"; field: string; name: string }
  | { kind: "spec/k-without-top-k"; field: string }
  | { kind: "spec/k-of-all"; field: string; k: number; classes: number }
  | { kind: "spec/one-nonce"; field: string }
  | { kind: "spec/too-many-values"; field: string; most: number }
  | { kind: "spec/channels"; field: string; values: number; channels: number }
  | { kind: "spec/normalised-uint8"; field: string };

/** A data set that cannot be used; readers have more of these. */
export type DataFailure =
  /** The spec has no public validation set */
  | { kind: "data/no-validation-set" }
  | ReportFailure;

/** A report of a verification that says nothing. */
export type ReportFailure =
  | { kind: "data/report-unreadable"; because: string }
  /** `by` is whom it names as its signer */
  | { kind: "data/report-signature"; by: string };
