/** Guesses the format of the chosen files, and fills in the form. */
import { useRef, useState } from "react";
import type { Part } from "../../../../protocol/spec/part.ts";
import type { Guess } from "../../../../miner/organizer/guess.ts";
import { guessFor } from "../../../../miner/organizer/presets.ts";
import type { Chosen } from "./files.ts";
import { filesOf } from "./data_sets.ts";
import type { Form } from "./form.ts";
import { inWorker } from "./in_worker.ts";
import { laidOver } from "./why.ts";

export function useGuess(form: Form, part: Part) {
  const [work, setWork] = useState<AbortController>();
  const latest = useRef<AbortController>(undefined);
  const [failure, setFailure] = useState<unknown>();
  return {
    busy: work !== undefined,
    stop: () => work?.abort(),
    failure,
    fail: setFailure,
    async run(chosen: Chosen) {
      const controller = new AbortController();
      // Of two choices, the later is the one that counts.
      latest.current?.abort();
      latest.current = controller;
      setWork(controller);
      setFailure(undefined);
      // What the form says is about other files until the guess is known.
      form.choose(part, undefined);
      let guess: Guess | undefined;
      try {
        guess = await inWorker(({ guess }) => guess(filesOf(chosen)), controller.signal);
      } catch (error) {
        if (!controller.signal.aborted) setFailure(error);
      }
      if (latest.current !== controller) return;
      setWork(undefined);
      // Without a guess, the writer describes the files.
      form.choose(part, { ...chosen, guess });
      if (guess === undefined) return;
      const found = guess;
      form.change((before) => laidOver(before, part, guessFor(before.preset, found)));
    },
  };
}
