/**
 * What is news to somebody who follows a competition.
 *
 * @module
 */
import { ether } from "../words/show.ts";
import type { Seen } from "./seen.ts";
import type { Phase } from "../../../protocol/state/competition.ts";

/** One message. Another one with the same tag is the same. */
export interface News {
  tag: string;
  title: string;
  body: string;
}

const PHASES: Partial<Record<Phase, string>> = {
  submission: "Models can be submitted now",
  opening: "The opening has begun: open your sealed models",
  evaluation: "Submission is over; the miners judge the rest",
  settled: "It is over, and its prizes are shared",
  cancelled: "It was cancelled",
};

/**
 * What happened between two looks at a competition.
 *
 * @param name The competition's, made safe to show
 */
export function newsOf(id: number, name: string, before: Seen, after: Seen): News[] {
  const news: News[] = [];
  const tell = (what: string, body: string) =>
    news.push({ tag: `${id} ${what}`, title: name, body: `${body}.` });
  const phase = PHASES[after.phase];
  if (after.phase !== before.phase && phase !== undefined) tell(after.phase, phase);
  for (const model of after.scored) {
    if (!before.scored.includes(model)) {
      tell(`model ${model}`, `Your model #${model} has its score`);
    }
  }
  if (after.round !== undefined && after.round !== before.round) {
    tell(`round ${after.round}`, `Round ${after.round} takes commits, and you have a deposit here`);
  }
  if (after.owed > before.owed) tell(`owed ${after.owed}`, `You can withdraw ${ether(after.owed)}`);
  return news;
}
