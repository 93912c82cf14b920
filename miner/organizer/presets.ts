/**
 * What a form may begin with: fields that suit most competitions over such data.
 *
 * @module
 */
import type { InputSpec } from "../../protocol/spec/spec.ts";
import type { Draft } from "./draft.ts";
import type { Guess } from "./guess.ts";
import { limitsFor } from "./spec_of.ts";

/** Values of a sample, until a file says how many. */
const FEATURES = { images: 28 * 28, table: 16 };

/** The form with a preset's data, input, limits and times; name, money and kind stay. */
export function withPreset(draft: Draft, preset: Draft["preset"]): Draft {
  if (preset === "empty") return { ...draft, preset };
  const images = preset === "images";
  const days = (count: string) => ({ count, unit: "days" as const });
  return {
    ...draft,
    preset,
    metric: "accuracy",
    test: { ...draft.test, format: images ? "idx" : "csv" },
    input: {
      shape: images ? "1, 28, 28" : "",
      type: "float32",
      layout: images ? "channels-first" : "flat",
      scale: "1",
      mean: "0",
      std: images ? "255" : "1",
      columns: "",
      missingWords: "",
    },
    limits: { ...draft.limits, ...limitsFor(FEATURES[preset]) },
    by: "durations",
    durations: images
      ? {
        registration: days("7"),
        submission: days("14"),
        opening: days("2"),
        evaluation: days("7"),
      }
      : {
        registration: days("3"),
        submission: days("7"),
        opening: days("2"),
        evaluation: days("3"),
      },
  };
}

/** A guess where it is known what the data is: 64 columns of a table are not a picture. */
export function guessFor(preset: Draft["preset"], guess: Guess): Guess {
  if (preset !== "table") return guess;
  const input: InputSpec = {
    ...guess.input,
    shape: [guess.features],
    layout: "flat",
    scale: 1,
    mean: [0],
    std: [1],
  };
  return { ...guess, input };
}
