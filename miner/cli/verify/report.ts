/**
 * What `deml verify` says.
 *
 * @module
 */
import { tellFailure } from "../failures/tell.ts";
import type { Difference, DifferenceKind } from "../../verify/difference.ts";
import type { Verification } from "../../verify/verify.ts";
import { show } from "../../../protocol/text/visible.ts";

const NAMES: Record<DifferenceKind, string> = {
  digest: "the digest",
  parts: "the number of bytes in events",
  score: "the score",
  "test-set": "the verdict on the test set",
  evidence: "the evidence",
  labels: "the score",
  key: "the key of the test set",
  rows: "the seat of a row",
  median: "the median",
  average: "the average of the inliers",
  inliers: "the number of inliers",
  reveals: "the number of rows",
  forfeits: "the deposits lost",
  burn: "the wei burnt",
  payout: "the wei paid to a miner",
  prize: "the prize in wei",
  refund: "the wei owed to an account",
  withdrawal: "the wei withdrawn",
  pot: "the pot in wei",
  ending: "the ending",
  standing: "the contract's books",
  ranking: "the ranking",
  sequence: "the order of events",
};

/** Miners that one sentence names. */
const MOST_MINERS = 5;

/** One difference as a sentence without a full stop. */
export function tellDifference(difference: Difference): string {
  const { kind, expected, found, accounts = [], ...where } = difference;
  if (kind === "labels") {
    return `the score of model ${where.model} in round ${where.round}, account ${where.account} ` +
      `is ${found} on the chain, and ${expected} by the spec's labels: its evidence binds our ` +
      "outputs, so it was counted with other labels";
  }
  const places = [
    where.model === undefined ? "" : ` of model ${where.model}`,
    where.sample === undefined ? "" : `, sample ${where.sample}`,
    where.round === undefined ? "" : ` in round ${where.round}`,
    where.account === undefined ? "" : `, account ${where.account}`,
  ];
  return `${NAMES[kind]}${places.join("")} is ${show(found, 80)} on the chain, and ` +
    `${show(expected, 80)} by the rules${tellMiners(accounts)}`;
}

function tellMiners(accounts: readonly string[]): string {
  if (accounts.length === 0) return "";
  const shown = accounts.slice(0, MOST_MINERS).join(", ");
  const more = accounts.length - MOST_MINERS;
  return `; ${accounts.length} ${
    accounts.length === 1 ? "miner says" : "miners say"
  } so: ${shown}` +
    (more > 0 ? ` and ${more} more` : "");
}

/** The report for people, a line each. */
export function reportLines(found: Verification, seconds: number): string[] {
  const { differences, unchecked } = found;
  const lines = [
    `Replayed ${found.events} events of competition ${found.competition} up to block ` +
    `${found.block.number}: ${found.rounds} rounds, ${found.accounts} accounts`,
    `Evaluated ${found.evaluated} of ${found.models} judged models again` +
    (found.engine === undefined ? "" : ` with ${found.engine}`) +
    `, and the evidence of ${found.rows} rows` +
    (found.rowsApart === 0
      ? ""
      : `; ${found.rowsApart} rows have models not evaluated here, or other scores`),
  ];
  for (const { model, found: what } of found.falseClaims) {
    lines.push(`Model ${model} is INVALID: ${show(what, 200)}`);
  }
  if (!found.ended) lines.push("The competition is not over: only what is settled was verified");
  for (const { model, because, failure } of unchecked.slice(0, 10)) {
    const reason = failure === undefined ? because : tellFailure(failure).message;
    const what = model === undefined ? "The test set" : `Model ${model}`;
    lines.push(`${what} could not be checked: ${show(reason, 300)}`);
  }
  const [first] = differences;
  if (first !== undefined) {
    lines.push(`First difference: ${tellDifference(first)}`);
    for (const each of differences.slice(1, 20)) lines.push(`Then: ${tellDifference(each)}`);
    if (differences.length > 20) lines.push(`${differences.length - 20} more: see --json`);
  } else if (unchecked.length === 0) {
    const all = found.evaluated === found.models;
    lines.push(
      `${all ? "Verified" : "The accounting is verified"}, to the wei, in ${seconds.toFixed(1)} s` +
        (all ? "" : `; of the scores, those of ${found.evaluated} models`),
    );
  }
  return lines;
}
