/** Guesses the format of the chosen files, and fills in the form. */
import { useState } from "react";
import type { Part } from "../../../../protocol/spec/part.ts";
import type { Chosen } from "./files.ts";
import { filesOf, type Form } from "./form.ts";
import { inWorker } from "./in_worker.ts";
import { guessed, withGuess } from "../../../../miner/organizer/spec_of.ts";

export function useGuess(form: Form, part: Part) {
  const [work, setWork] = useState<AbortController>();
  const [failure, setFailure] = useState<unknown>();
  return {
    busy: work !== undefined,
    stop: () => work?.abort(),
    failure,
    fail: setFailure,
    async run(chosen: Chosen) {
      const controller = new AbortController();
      setWork(controller);
      setFailure(undefined);
      try {
        const guess = await inWorker(({ guess }) => guess(filesOf(chosen)), controller.signal);
        form.change((before) =>
          part === "test"
            ? withGuess(before, guess)
            : { ...before, validation: guessed(before.validation, guess) }
        );
      } catch (error) {
        if (!controller.signal.aborted) setFailure(error);
      } finally {
        setWork(undefined);
      }
    },
  };
}
