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

/** The state of the keys: the test set's, and how many models are open. */
export function describeKeys(competition: Competition, models: Model[]): string {
  const closed = models.filter(({ status }) => CLOSED.has(status)).length;
  const opened = models.length - closed;
  const counted = models.length === 0 ? "" : `, ${opened} of ${models.length} models opened`;
  return `test set ${testSetOf(competition)}${counted}`;
}

/** Miners never see these. */
const CLOSED: ReadonlySet<Model["status"]> = new Set(["reserved", "incomplete", "sealed"]);

function testSetOf(competition: Competition): string {
  const { testKey, testSet, now } = competition;
  const { key, judging } = thirdsOf(competition);
  if (testSet === "good") return "opened and found good";
  if (testSet === "bad") return "opened and found bad";
  if (testKey !== undefined) {
    return now < judging
      ? `opened, due to be judged by round zero, at the latest ${showDistance(judging - now)}`
      : "opened, but not judged in time";
  }
  return now < key ? "sealed" : "never opened";
}

/** The phase, or why it is over. */
export function phaseOf({ phase, ended, canCancel, testSet, testKey }: Competition): string {
  if (!canCancel) return ended ? phase : `in ${phase}`;
  const because = testSet === "bad"
    ? "is bad"
    : testKey === undefined
    ? "was not opened"
    : "was not judged in time";
  return `its test set ${because}: anyone may cancel it`;
}

/** What an author must still open, or did not; undefined if there is nothing to say. */
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
  if (testSet === "good") return `${names} due now: use \`deml open\``;
  if (now >= submissionEnd) {
    return `${names} sealed: open once round zero has found the test set good`;
  }
  return `${names} sealed: keep the key for the opening phase`;
}
