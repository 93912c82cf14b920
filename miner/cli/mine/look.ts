/**
 * One look at competitions: what is due there, and models that wait to be judged.
 *
 * @module
 */
import type { Connection } from "../../chain/client.ts";
import { countCompetitions } from "../../chain/read_competition.ts";
import type { MinerContext } from "../../duties/context.ts";
import type { Duty, Situation } from "../../duties/due.ts";
import { judgeAhead } from "../../duties/judge_ahead.ts";
import { meanwhile } from "../../duties/meanwhile.ts";
import { performDuties } from "../../duties/perform.ts";
import { DemlError } from "../../errors.ts";

/** What a look at some competitions came to. */
export interface Looked {
  /** Seconds until it is this miner's turn at something; Infinity when nothing waits */
  nextTurn: number;
  /** The first failure: a competition that fails keeps nobody from the others */
  failure: unknown;
}

/** Looks at each competition once and does what is due there. */
export async function look(
  context: MinerContext,
  wanted: bigint[],
  kinds?: Duty["kind"][],
  onLooked?: (situation: Situation) => Promise<void>,
): Promise<Looked> {
  const looked: Looked = { nextTurn: Infinity, failure: undefined };
  const ids = wanted.length > 0 ? wanted : await allCompetitions(context.connection);
  for (const id of ids) {
    try {
      const { situation, nextTurn = Infinity } = await performDuties(context, id, kinds);
      looked.nextTurn = Math.min(looked.nextTurn, nextTurn);
      await onLooked?.(situation);
    } catch (error) {
      context.signal?.throwIfAborted();
      looked.failure ??= error;
      context.log(`competition ${id}: ${sentence(error)}`);
    }
  }
  return looked;
}

/** Looks, and judges what waits: all of it, or until there may be something to do again. */
export async function lookAndJudge(
  context: MinerContext,
  wanted: bigint[],
  patience = Infinity,
): Promise<Looked> {
  const until = Date.now() + patience;
  return await look(context, wanted, undefined, async ({ competition, miner }) => {
    if (!miner.enrolled || competition.ended) return;
    while (Date.now() < until) {
      if (await meanwhile(context, () => judgeAhead(context, competition)) === 0) break;
    }
  });
}

/** A failure as the log tells it. */
export function sentence(error: unknown): string {
  return error instanceof DemlError ? `${error.message}. ${error.remedy}` : `${error}`;
}

/** The competitions to look at, newest last: also in one that is over something may be owed. */
async function allCompetitions(connection: Connection): Promise<bigint[]> {
  const count = await countCompetitions(connection);
  const looked = count < MOST_COMPETITIONS ? Number(count) : MOST_COMPETITIONS;
  return Array.from({ length: looked }, (_, index) => count - BigInt(looked - 1 - index));
}

/** Of very many competitions the latest are looked at; name older ones with --competition. */
const MOST_COMPETITIONS = 200;
