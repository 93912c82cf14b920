/**
 * Why a verdict is no score, in words.
 *
 * @module
 */
import type { Because } from "../evaluation/judgement.ts";
import { showScore } from "./show_score.ts";

const STEPS = {
  bytes: "its package is not to be had",
  native: "the native engine gave no verdict",
  wasm: "the wasm engine gave no verdict",
};

/** One line for a log, without a full stop; what strangers wrote in it is cut and cleaned. */
export function showBecause(because: Because): string {
  switch (because.code) {
    case "invalid":
      return `INVALID by rule ${because.rule}: ${plain(because.found)}`;
    case "engines-differ": {
      const { native, wasm, tolerance } = because;
      return `ABSTAIN: ${showScore(native)} by native and ${
        showScore(wasm)
      } by wasm, further apart ` +
        `than half of the tolerance of ${tolerance}`;
    }
    case "failed":
      return `ABSTAIN: ${STEPS[because.step]}: ${plain(because.detail)}`;
  }
}

/** A model's own names may hold escape sequences, line breaks and marks that turn text around. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").slice(0, 300).trim();
}
