/**
 * What the log says about a miner's calls and verdicts.
 *
 * @module
 */
import { formatGwei } from "viem";
import type { MinerContext } from "../../duties/context.ts";
import type { About, Log } from "../../base/log.ts";
import { lastAttempt, type Mined } from "../../journal/call.ts";
import type { SenderOptions, Write } from "../../transactions/sender.ts";
import type { WriteName } from "../../../protocol/abi.ts";
import { showBecause } from "../show_because.ts";
import { showScore } from "../../../protocol/format/show_score.ts";

/** Calls whose second argument is a round. */
const OF_A_ROUND: ReadonlySet<WriteName> = new Set([
  "commit",
  "reveal",
  "settle",
  "expireRound",
  "failRound",
]);

/** Which competition and round a call is about. */
export function aboutWrite({ functionName, args }: Pick<Write, "functionName" | "args">): About {
  const [competition, round] = args as readonly unknown[];
  return {
    competition: typeof competition === "bigint" ? competition : undefined,
    round: OF_A_ROUND.has(functionName) ? Number(round) : undefined,
  };
}

/** Logs that a call was sent. */
export function tellSent(log: Log): NonNullable<SenderOptions["onSent"]> {
  return (write, call) => {
    const { nonce } = call;
    const { hash, maxFee } = lastAttempt(call);
    log(
      `${write.purpose}: sent with nonce ${nonce}, at most ${
        formatGwei(maxFee)
      } gwei per gas, ${hash}`,
      { event: "sent", hash, ...aboutWrite(write) },
    );
  };
}

/** Logs what became of a call. */
export function tellMined(log: Log, write: Write, { hash, gasUsed, success }: Mined): void {
  log(`${write.purpose}: ${success ? "mined" : "mined, and reverted"}, ${gasUsed} gas`, {
    ...(success ? { event: "mined" } : { event: "reverted", level: "warn" }),
    hash,
    ...aboutWrite(write),
  });
}

/** Logs the verdict on a model. */
export function tellJudged(log: Log): NonNullable<MinerContext["onJudged"]> {
  return (model, { score, because }, competition) => {
    const what = model === undefined ? "the test set" : `model ${model}`;
    log(`${what}: ${because === undefined ? showScore(score) : showBecause(because)}`, {
      event: "judged",
      competition,
      model,
    });
  };
}
