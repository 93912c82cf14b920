/**
 * Does what is due, one duty after the other, until nothing is due.
 *
 * @module
 */
import { formatEther } from "viem";
import { DemlError } from "../../protocol/errors.ts";
import { commitRound } from "./commit.ts";
import type { MinerContext, Sending } from "./context.ts";
import { due, type Duty, isAnybodys, nameOf, type Situation } from "./due.ts";
import { enrol } from "./enrol.ts";
import { turnsOf } from "./memory.ts";
import { type Progress, sendDuty } from "./progress.ts";
import { recoverOpening } from "./recover.ts";
import { revealRound } from "./reveal.ts";
import { settleRound } from "./settle.ts";
import { readSituation } from "./situation.ts";

/** More cycles of reading and acting than any honest state needs: it stops an endless one. */
const MOST_STEPS = 64;

/** The result of a poll. */
export interface Performed {
  /** The duties performed, in order */
  duties: Duty[];
  /** The competition's state at the last poll */
  situation: Situation;
  /**
   * Seconds until it is this miner's turn to do something that anybody may; absent if nothing waits
   */
  nextTurn: number | undefined;
}

/**
 * Performs all that is due in one competition now.
 *
 * @param kinds Only duties of these kinds; by default all of them
 * @throws The first failure of a duty, except if the chain has moved on, once the others are done;
 * or `chain` if nothing can be read
 */
export async function performDuties(
  context: MinerContext,
  competition: bigint,
  kinds?: readonly Duty["kind"][],
): Promise<Performed> {
  const duties: Duty[] = [];
  const passed = new Set<string>();
  let failure: unknown;
  for (let step = 0;; step++) {
    context.signal?.throwIfAborted();
    // A poll of urgent duties leaves what was read to the full poll that follows.
    const use = step > 0 ? "again" : kinds === undefined ? "take" : "keep";
    const situation = await readSituation(context, competition, use);
    remember(context, situation);
    if (step === 0 && kinds === undefined) warnOfStake(context, situation);
    const { wait, mine } = shareOut(context, situation, kinds);
    const duty = mine.find((candidate) => !passed.has(nameOf(candidate)));
    if (duty === undefined || step === MOST_STEPS) {
      if (failure !== undefined) throw failure;
      return { duties, situation, nextTurn: wait };
    }
    try {
      const progress = await perform(context, situation, duty);
      if (progress !== "nothing") duties.push(duty);
      // Nothing waits for pending calls: the next poll sees what became of them.
      if (progress !== "done") passed.add(nameOf(duty));
    } catch (error) {
      context.signal?.throwIfAborted();
      if (error instanceof DemlError && error.code === "revert") {
        // The chain moved between reading and acting; the next poll decides.
        context.log(`cannot ${nameOf(duty)} now`, {
          event: "overtaken",
          failure: error.failure,
          competition,
          round: "round" in duty ? duty.round : undefined,
        });
      } else {
        // Whatever failed, other duties may be urgent.
        failure ??= error;
      }
      passed.add(nameOf(duty));
    }
  }
}

/** What this miner must do now, and how long it waits for its turn at anything else. */
function shareOut(
  { memory, sender, blockTime }: Sending & Pick<MinerContext, "blockTime">,
  situation: Situation,
  kinds: readonly Duty["kind"][] | undefined,
): { mine: Duty[]; wait: number | undefined } {
  const { id, now, enrolled } = situation.competition;
  const duties = due(situation);
  if (kinds !== undefined) {
    // A poll of urgent duties alone does not show what else has become possible.
    return { mine: duties.filter(({ kind }) => kinds.includes(kind)), wait: undefined };
  }
  const occasions = duties.filter(isAnybodys).map((duty) => ({
    what: nameOf(duty),
    until: "until" in duty ? duty.until : undefined,
  }));
  const { address } = sender.account;
  const turns = turnsOf(
    memory,
    { address, competition: id, enrolled, now, blockTime },
    occasions,
  );
  const waits = [...turns.values()].filter((seconds) => seconds > 0);
  return {
    mine: duties.filter((duty) => (turns.get(nameOf(duty)) ?? 0) === 0),
    wait: waits.length > 0 ? Math.min(...waits) : undefined,
  };
}

/** Performs a duty, as far as it goes now. */
async function perform(
  context: MinerContext,
  situation: Situation,
  duty: Duty,
): Promise<Progress> {
  const { competition: { id }, rounds: [last] } = situation;
  const to = context.sender.account.address;
  switch (duty.kind) {
    case "enrol":
      return await enrol(context, situation);
    case "commit":
      return await commitRound(context, situation, last!);
    case "recover":
      return await recoverOpening(context, situation);
    case "reveal":
      return await revealRound(context, situation, duty.round);
    case "settle":
      return await settleRound(context, situation, last!);
    case "open-round":
      return await sendDuty(context, {
        functionName: "openRound",
        args: [id],
        purpose: `open a round of competition ${id}`,
      });
    case "expire":
      return await sendDuty(context, {
        functionName: "expireRound",
        args: [id, BigInt(duty.round)],
        purpose: `end round ${duty.round} of competition ${id}, which too few committed to`,
      });
    case "fail":
      return await sendDuty(context, {
        functionName: "failRound",
        args: [id, BigInt(duty.round)],
        purpose: `end round ${duty.round} of competition ${id}, in which too few revealed`,
      });
    case "cancel":
      return await sendDuty(context, {
        functionName: "cancel",
        args: [id],
        purpose: `cancel competition ${id}, whose test set is bad or missing`,
      });
    case "finalize":
      return await sendDuty(context, {
        functionName: "finalize",
        args: [id],
        purpose: `finalize competition ${id}`,
      });
    case "claim":
      return await sendDuty(context, {
        functionName: "claim",
        args: [id, to],
        purpose: `claim stake and fees in competition ${id}`,
      });
    case "withdraw":
      return await sendDuty(context, {
        functionName: "withdraw",
        args: [id, to],
        purpose: `withdraw from competition ${id}`,
      });
  }
}

/** Remembers what the next poll may skip. */
function remember(
  { memory }: Pick<MinerContext, "memory">,
  { competition, miner }: Situation,
): void {
  const { id, ended } = competition;
  if (miner.seatedIn !== undefined && !miner.revealed) memory.seated?.add(id);
  else memory.seated?.delete(id);
  const has = miner.enrolled || miner.claimable > 0n || miner.owed > 0n;
  if (ended && !has) memory.over.add(id);
  else memory.over.delete(id);
}

/** Logs that this miner does not enrol because of its own limit. */
function warnOfStake(
  { log, maxStake }: Pick<MinerContext, "log" | "maxStake">,
  situation: Situation,
): void {
  const { competition: { id, seatStake, ended }, miner, lost, refused, leaving } = situation;
  if (ended || refused || leaving || miner.enrolled || lost + seatStake <= maxStake) return;
  const before = lost > 0n ? `after ${formatEther(lost)} ETH were lost, ` : "";
  log(
    `competition ${id} asks for a stake of ${formatEther(seatStake)} ETH, ${before}` +
      `more than this miner's limit of ${formatEther(maxStake)} ETH`,
    { level: "warn", event: "stake-too-high", competition: id },
  );
}
