/**
 * How rounds ended, and why models wait, for people.
 *
 * @module
 */
import type { Competition } from "../../protocol/state/competition.ts";
import type { Model } from "../../protocol/state/model.ts";
import { ROUND_MODELS } from "../chain/read_queue.ts";
import type { Round } from "../../protocol/state/round.ts";
import { showDistance } from "../../protocol/format/format.ts";

/** A round in one line. */
export function describeRound(
  round: Round,
  { now, nextQuorum }: Pick<Competition, "now" | "nextQuorum">,
): string {
  const { status, counted, committed, revealed, agreed, models } = round;
  const over = round.testSet
    ? "the test set"
    : `${models.length} ${plural(models.length, "model")}`;
  const of = `${committed} of ${counted} deposits committed`;
  switch (status) {
    case "settled":
      return `${over}, settled: ${revealed} rows, agreed on ${agreed}`;
    case "failed":
      return `${over}, failed: only ${revealed} of ${committed} seats revealed`;
    case "expired":
      return `${over}, expired: only ${of}, nobody is punished`;
    default: {
      const state = round.commitsOpen
        ? `${of}, ${nextQuorum} needed, commits end ${showDistance(round.commitEnd - now)}`
        : round.canExpire
        ? `only ${of}, ${nextQuorum} needed: due to expire`
        : `${revealed} of ${committed} revealed, ` +
          (round.revealsOpen
            ? `reveals end ${showDistance(round.revealEnd - now)}`
            : round.canFail
            ? "due to fail"
            : "due to be settled");
      return `${over}, ${state}`;
    }
  }
}

/** What models wait for, if any do; and which are incomplete or unjudged. */
export function describeWaiting(
  competition: Competition,
  last: Round | undefined,
  models: Model[],
  waiting: number[],
): [string, string][] {
  const lines: [string, string][] = [];
  const listed = (label: string, found: number[], why: string) => {
    if (found.length > 0) {
      lines.push([label, `${plural(found.length, "model")} ${numbers(found)}: ${why}`]);
    }
  };
  const inRound = new Set(last?.status === "running" ? last.models : []);
  const left = waiting.filter((model) => !inRound.has(model));
  const tried = left.filter((model) => (models[model]?.tries ?? 0) > 0);
  listed("waiting", left.filter((model) => !tried.includes(model)), whyWait(competition));
  const again = tried.length === 1 ? "it" : "them";
  listed(
    "again",
    tried,
    `no agreement on ${again} yet, the third round is the last: ${whyWait(competition)}`,
  );
  const having = (status: Model["status"]) =>
    models.filter((model) => model.status === status).map(({ id }) => id);
  listed(
    "incomplete",
    having("incomplete"),
    "bytes are missing on chain, so miners do not judge it",
  );
  listed("reserved", having("reserved"), "nothing was submitted");
  listed("unjudged", having("unjudged"), "no agreement in three rounds");
  return lines;
}

/** Why no round judges them now. */
function whyWait(c: Competition): string {
  const { now, running, nextRound, counting, nextQuorum, enrolled, queued, ended } = c;
  if (ended) return "the competition has ended without a round for them";
  if (running > 0) return `a round is running, and only one may run at a time`;
  if (nextRound === 0) return "no further round is possible";
  if (nextRound > now) {
    const full = c.sealed ? "models are still opened" : `fewer than ${ROUND_MODELS} wait`;
    return `the next round may open ${showDistance(nextRound - now)}, as ${full}`;
  }
  if (counting < nextQuorum) {
    const young = enrolled > counting ? `, ${enrolled - counting} are too new` : "";
    return `a round needs ${nextQuorum} deposits that are old enough, there are ${counting}${young}`;
  }
  return queued > ROUND_MODELS
    ? `a round takes ${ROUND_MODELS} at a time, and may be opened now`
    : "a round may be opened now";
}

/** Few enough to read. */
const SHOWN = 12;

function numbers(models: number[]): string {
  const shown = models.slice(0, SHOWN).map((model) => `#${model}`).join(", ");
  return models.length > SHOWN ? `${shown} and ${models.length - SHOWN} more` : shown;
}

function plural(count: number, word: string): string {
  return count === 1 ? word : `${word}s`;
}
