/**
 * Why a verdict is not a score, in words.
 *
 * @module
 */
import { type Because, LONGEST_REASON } from "../../protocol/score/judgement.ts";
import { show } from "../../protocol/text/visible.ts";
import { showScore } from "../../protocol/format/show_score.ts";
import { tellFailure } from "./failures/tell.ts";

const STEPS = {
  bytes: "its package cannot be fetched",
  native: "the native engine gave no verdict",
  wasm: "the wasm engine gave no verdict",
};

/** One line for a log, without a full stop; untrusted text in it is escaped and truncated. */
export function showBecause(because: Because): string {
  switch (because.code) {
    case "invalid":
      return `INVALID by rule ${because.rule}: ${show(wordsOf(because), LONGEST_REASON)}`;
    case "engines-differ": {
      const { native, wasm, tolerance } = because;
      return `ABSTAIN: ${showScore(native)} by native and ${
        showScore(wasm)
      } by wasm, further apart ` +
        `than half of the tolerance of ${tolerance}`;
    }
    case "failed":
      return `ABSTAIN: ${STEPS[because.step]}: ${show(wordsOf(because), LONGEST_REASON)}`;
  }
}

function wordsOf(because: Extract<Because, { code: "invalid" | "failed" }>): string {
  if (because.what !== undefined) return tellFailure(because.what).message;
  return because.code === "invalid" ? because.found : because.detail;
}
