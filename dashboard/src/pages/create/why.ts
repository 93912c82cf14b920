/**
 * Why a field has the value that it has: as long as it is the guessed one.
 *
 * @module
 */
import { useMemo } from "react";
import { get } from "react-hook-form";
import type { Part } from "../../../../protocol/spec/part.ts";
import type { Draft } from "../../../../miner/organizer/draft.ts";
import { explainGuess } from "../../../../miner/organizer/explain_guess.ts";
import { guessFor } from "../../../../miner/organizer/presets.ts";
import { withGuess, withValidationGuess } from "../../../../miner/organizer/spec_of.ts";
import type { Guess } from "../../../../miner/organizer/guess.ts";
import { type Form, useCreate } from "./form.ts";

/** The reason for one field, without a full stop. */
export function useWhy(name: string): string | undefined {
  const { draft, files } = useCreate();
  const part = name.startsWith("validation.") ? "validation" : "test";
  const guess = files[part]?.guess;
  const explained = useMemo(() => {
    if (guess === undefined) return undefined;
    const fitting = guessFor(draft.preset, guess);
    return { why: explainGuess(fitting, part), form: laidOver(draft, part, fitting) };
  }, [guess, part, draft.preset]);
  const why = explained?.why[name];
  return why !== undefined && get(explained?.form, name) === get(draft, name) ? why : undefined;
}

/** The form with a guess. */
export function laidOver(draft: Draft, part: Part, guess: Guess): Draft {
  return part === "test" ? withGuess(draft, guess) : withValidationGuess(draft, guess);
}

/** The guess about a data set, if it was read. */
export function guessAbout({ files, draft }: Form, part: Part): Guess | undefined {
  const guess = files[part]?.guess;
  return guess && guessFor(draft.preset, guess);
}
