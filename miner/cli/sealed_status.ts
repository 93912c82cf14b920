/**
 * How a sealed competition stands, for people.
 *
 * @module
 */
import type { Address } from "viem";
import { thirdsOf } from "../../protocol/terms/phase_ends.ts";
import type { Competition } from "../../protocol/state/competition.ts";
import type { Model } from "../../protocol/state/model.ts";
import { showDistance } from "../../protocol/format/format.ts";

/** What is known of the keys: the test set's, and how many models are open. */
export function describeKeys(competition: Competition, models: Model[]): string {
  const closed = models.filter(({ status }) => CLOSED.has(status)).length;
  const opened = models.length - closed;
  const counted = models.length === 0 ? "" : `, ${opened} of ${models.length} models opened`;
  return `test set ${testSetOf(competition)}${counted}`;
}

/** Miners see none of these. */
const CLOSED: ReadonlySet<Model["status"]> = new Set(["reserved", "incomplete", "sealed"]);

function testSetOf(competition: Competition): string {
  const { testKey, testSet, now } = competition;
  const { key, judging } = thirdsOf(competition);
  if (testSet === "good") return "opened and found good";
  if (testSet === "bad") return "opened and found bad";
  if (testKey !== undefined) {
    return now < judging
      ? `opened, to be judged by round zero ${showDistance(judging - now)} at the latest`
      : "opened, and not judged in time";
  }
  return now < key ? "sealed" : "never opened";
}

/** The phase, or why it is over. */
export function phaseOf({ phase, ended, canCancel, testSet, testKey }: Competition): string {
  if (!canCancel) return ended ? phase : `in ${phase}`;
  const because = testSet === "bad"
    ? "is none"
    : testKey === undefined
    ? "was not opened"
    : "was not judged in time";
  return `its test set ${because}: anyone may cancel it`;
}

/** What an author must still open, or did not; undefined when there is nothing to say. */
export function describeOwnModels(
  { now, submissionEnd, openingEnd, testSet }: Competition,
  models: Model[],
  author: Address,
): string | undefined {
  const closed = models.filter((model) =>
    model.status === "sealed" && model.author.toLowerCase() === author.toLowerCase()
  );
  if (closed.length === 0) return undefined;
  const names = `${closed.length > 1 ? "models" : "model"} ${
    closed.map(({ id }) => id).join(", ")
  }`;
  if (now >= openingEnd) return `${names} not opened in time: disqualified`;
  if (testSet === "good") return `${names} to be opened now with \`deml open\``;
  if (now >= submissionEnd) return `${names} to be opened once round zero found the test set good`;
  return `${names} sealed: keep the key for the opening`;
}
