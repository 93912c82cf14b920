/**
 * Events and duties of a competition, as lines.
 *
 * @module
 */
import {
  showAddress,
  showBytes,
  showDistance,
  showEther,
} from "../../../protocol/format/format.ts";
import { showModel } from "../../../protocol/text/model_name.ts";
import { showScore } from "../../../protocol/format/show_score.ts";
import type { Change } from "../../participant/changes.ts";
import type { Due } from "../../participant/dues.ts";

/** An event, in a line. */
export function showChange(
  change: Change,
  now: number,
  names: ReadonlyMap<number, string> = new Map(),
): string {
  const modelOf = (model: number) =>
    `Model ${names.has(model) ? showModel(model, names.get(model)) : model}`;
  switch (change.event) {
    case "phase":
      return change.until > now
        ? `Phase: ${change.phase}, which ends ${showDistance(change.until - now)}`
        : `Phase: ${change.phase}`;
    case "test-key":
      return "The key of the test set is published";
    case "test-set":
      return `The test set is found ${change.testSet}`;
    case "enrolled":
      return `${change.miners} ${change.miners === 1 ? "miner is" : "miners are"} enrolled`;
    case "round":
      return `Round ${change.round}${
        change.models.length > 0 ? ` over models ${change.models.join(", ")}` : ""
      }: ${change.status}`;
    case "score":
      return `${modelOf(change.model)} of ${showAddress(change.author)} scores ${
        showScore(change.score)
      }`;
    case "claim":
      return `${modelOf(change.model)} of ${showAddress(change.author)} is claimed to score ${
        showScore(change.claimed)
      } on the public part`;
    case "model":
      return `${modelOf(change.model)} of ${showAddress(change.author)} is ${change.status}`;
  }
}

/** A duty, in a line, with the command for it. */
export function showDue(due: Due, id: bigint, now: number): string {
  const at = (seconds: number) => `${new Date(1_000 * seconds).toISOString().slice(0, 16)}Z`;
  const until = "until" in due ? ` until ${at(due.until)}, ${showDistance(due.until - now)}` : "";
  switch (due.task) {
    case "register":
      return `Register${until}: deml register ${id}`;
    case "submit":
      return due.from > now
        ? `Submit from ${at(due.from)}${until}`
        : `Submit${until}: deml submit MODEL --competition ${id}`;
    case "complete":
      return `Send the missing ${
        showBytes(due.missing)
      } of model ${due.model}${until}: run \`deml submit\` again`;
    case "open":
      return due.from === undefined
        ? `Open model ${due.model} once the test set is found good${until}`
        : `Open model ${due.model}${until}: deml open KEYFILE --competition ${id}`;
    case "open-test":
      return due.from > now
        ? `Publish the test set's key from ${at(due.from)}${until}`
        : `Publish the test set's key${until}: deml competitions open-test ${id} KEYFILE`;
    case "withdraw":
      return `Withdraw ${showEther(due.wei)}: deml withdraw --competition ${id}`;
  }
}
