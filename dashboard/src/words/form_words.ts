/**
 * What a field of a spec must be, for whoever fills in a form.
 *
 * @module
 */
import type { SpecFailure } from "../../../protocol/failures.ts";
import { fieldOf } from "../../../miner/organizer/spec_of.ts";

const whole = (least: number, most: number) =>
  `A whole number from ${least.toLocaleString("en")} to ${most.toLocaleString("en")}`;

const DATA = {
  rows: whole(1, 100_000_000),
  classes: whole(2, 65_536),
  classNames: "At most 120 characters for each name",
  labelColumn: "A column's number from 0, or its name of at most 120 characters",
  samplesArray: "The array's name in the file",
  labelsArray: "The array's name in the file",
};

const of = (part: string) =>
  Object.fromEntries(Object.entries(DATA).map(([field, says]) => [`${part}.${field}`, says]));

/** By the field's path. */
const MUST: Record<string, string> = {
  name: "Between 1 and 120 characters",
  description: "At most 20,000 characters",
  k: whole(1, 65_535),
  ...of("test"),
  ...of("validation"),
  "input.shape": "One to six whole numbers above 0, such as 1, 28, 28",
  "input.scale": "A number, such as 1 or 0.5",
  "input.mean": "Numbers with commas between, at most 4,096",
  "input.std": "Numbers above 0 with commas between, at most 4,096",
  "limits.packedBytes": whole(1, 1_073_741_824),
  "limits.unpackedBytes": whole(1, 1_073_741_824),
  "limits.parameters": whole(1, 1_000_000_000),
  "limits.multiplyAdds": whole(1, Number.MAX_SAFE_INTEGER),
  "engine.version": "A version, such as 1.30.0",
};

/** What to type instead; undefined if the failure has a better sentence of its own. */
export function mustBe(failure: SpecFailure): string | undefined {
  const wrong = failure.kind === "spec/wrong-field" || failure.kind === "spec/missing-field";
  const field = wrong ? fieldOf(failure) : undefined;
  return field === undefined ? undefined : MUST[field];
}
