/**
 * Failures of the evaluator, in words.
 *
 * @module
 */
import type { ChildEnding, ChildFacts, EvaluationFailure } from "../../evaluation/failures.ts";
import type { Sentences } from "../../../protocol/format/tell.ts";

const DOCTOR =
  "The model is not judged; `deml doctor` shows what an evaluation gets on this machine";
const MORE_MEMORY =
  "Raise --memory, or lower --jobs if this machine has no memory left; the model is not judged";

export const EVALUATION: Sentences<EvaluationFailure> = {
  "evaluator/child": (failure) => [
    `The evaluator failed: ${factsWords(failure)}`,
    failure.how === "memory" ? MORE_MEMORY : DOCTOR,
  ],
  "evaluator/other-engine": ({ demanded, version, chosen }) => [
    `The competition demands the engine ${demanded} ${version}, not ${chosen}`,
    "Omit --engine: each competition then gets the engine that it demands",
  ],
  "evaluator/other-version": ({ demanded, version }) => [
    `The competition demands onnxruntime ${demanded}, this program has ${version}`,
    "Mine with the release of deml that has this version",
  ],
  "evaluator/no-sandbox": ({ because }) => [
    `No sandbox: ${because}`,
    "Install bubblewrap (apt-get install bubblewrap), or choose --sandbox off; `deml doctor` " +
    "shows more",
  ],
};

function factsWords(facts: ChildFacts): string {
  if (facts.how === "late") return `it was killed after ${facts.seconds} s, its limit`;
  switch (facts.sign) {
    case "answered":
      return facts.how === "memory"
        ? `it gave up for lack of memory: ${facts.reason}`
        : facts.reason;
    case "silence":
      return `it closed its pipe without an answer${saying(facts)}`;
    case "nonsense":
      return `its answer breaks the protocol${saying(facts)}`;
    case "impossible":
      return `its answer is impossible${saying(facts)}`;
    case "permitted":
      return `it kept permissions that it should have given up${saying(facts)}`;
    case "frame":
      return `${facts.reason ?? "its answer breaks the protocol"}${saying(facts)}`;
    default:
      return endingWords(facts) + saying(facts);
  }
}

function endingWords({ sign, status, memory }: ChildEnding): string {
  const most = memory === undefined ? "" : `, at most ${Math.round(memory / 1e6)} MB`;
  switch (sign) {
    case "said":
      return `it exited for lack of memory (${status}${most})`;
    case "silent":
      return `it exited without a reason, most likely for lack of memory (${status}${most})`;
    case "killed":
      return "it was killed from outside, most likely for lack of memory on this machine " +
        `(${status}${most})`;
    case "processor":
      return `it was killed at its limit of processor time (${status})`;
    case "ended":
      return `it exited without an answer (${status})`;
  }
}

function saying({ said }: { said?: string }): string {
  return said === undefined ? "" : `: ${said}`;
}
