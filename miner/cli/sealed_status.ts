/**
 * How a sealed competition stands, for people.
 *
 * @module
 */
import type { Address } from "viem";
import type { Competition } from "../chain/read_competition.ts";
import type { Model } from "../chain/read_models.ts";

/** What is known of the keys: the test set's, and how many models are open. */
export function describeKeys(competition: Competition, models: Model[]): string {
  const opened = models.filter(({ status }) => status !== "sealed").length;
  const counted = models.length === 0 ? "" : `, ${opened} of ${models.length} models opened`;
  return `test set ${testSetOf(competition)}${counted}`;
}

function testSetOf({ testKey, now, openingEnd }: Competition): string {
  if (testKey !== undefined) return "opened";
  return now < openingEnd ? "sealed" : "never opened";
}

/** What an author must still open, or did not; undefined when there is nothing to say. */
export function describeOwnModels(
  { now, submissionEnd, openingEnd }: Competition,
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
  if (now >= submissionEnd) return `${names} to be opened now with \`deml open\``;
  return `${names} sealed: keep the key for the opening`;
}
