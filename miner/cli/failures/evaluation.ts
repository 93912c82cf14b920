/**
 * Failures of the evaluator, in words.
 *
 * @module
 */
import type { ChildEnding, ChildFacts, EvaluationFailure } from "../../evaluation/failures.ts";
import type { Sentences } from "../../../protocol/format/tell.ts";

const DOCTOR = "The model is not judged; `deml doctor` tells what this machine gives an evaluation";
const MORE_MEMORY =
  "Raise --memory, or lower --jobs where this machine has no more; the model is not judged";

export const EVALUATION: Sentences<EvaluationFailure> = {
  "evaluator/child": (failure) => [
    `The evaluator failed: ${factsWords(failure)}`,
    failure.how === "memory" ? MORE_MEMORY : DOCTOR,
  ],
  "evaluator/other-engine": ({ demanded, version, chosen }) => [
    `The competition demands the engine ${demanded} ${version}, not ${chosen}`,
    "Leave --engine out: each competition then gets the engine that it demands",
  ],
  "evaluator/other-version": ({ demanded, version }) => [
    `The competition demands onnxruntime ${demanded}, this program has ${version}`,
    "Mine it with the release of deml that has this version",
  ],
  "evaluator/no-sandbox": ({ because }) => [
    `No sandbox: ${because}`,
    "Install bubblewrap (apt-get install bubblewrap), or choose --sandbox off; `deml doctor` " +
    "tells more",
  ],
};

function factsWords(facts: ChildFacts): string {
  if (facts.how === "late") return `it was killed after ${facts.seconds} s, its limit`;
  switch (facts.sign) {
    case "answered":
      return facts.how === "memory"
        ? `it gave up for want of memory: ${facts.reason}`
        : facts.reason;
    case "silence":
      return `it closed its pipe without an answer${saying(facts)}`;
    case "nonsense":
      return `it answered outside the protocol${saying(facts)}`;
    case "impossible":
      return `its answer cannot be true${saying(facts)}`;
    case "permitted":
      return `it kept permissions that it should have given up${saying(facts)}`;
    case "frame":
      return `${facts.reason ?? "it answered outside the protocol"}${saying(facts)}`;
    default:
      return endingWords(facts) + saying(facts);
  }
}

function endingWords({ sign, status, memory }: ChildEnding): string {
  const most = memory === undefined ? "" : `, at most ${Math.round(memory / 1e6)} MB`;
  switch (sign) {
    case "said":
      return `it ended for want of memory (${status}${most})`;
    case "silent":
      return `it ended without a reason, most likely for want of memory (${status}${most})`;
    case "killed":
      return "it was killed from outside, most likely for want of memory on this machine " +
        `(${status}${most})`;
    case "processor":
      return `it was killed for its processor time (${status})`;
    case "ended":
      return `it ended without an answer (${status})`;
  }
}

function saying({ said }: { said?: string }): string {
  return said === undefined ? "" : `: ${said}`;
}
