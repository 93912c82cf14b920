/**
 * Does what is due, one duty after the other, until nothing is.
 *
 * @module
 */
import { formatEther } from "viem";
import { DemlError } from "../errors.ts";
import { commitRound } from "./commit.ts";
import type { MinerContext } from "./context.ts";
import { due, type Duty } from "./due.ts";
import { revealRound } from "./reveal.ts";
import { settleRound } from "./settle.ts";
import { readSituation } from "./situation.ts";
import type { Situation } from "./due.ts";

/** More rounds of "look, then do" than any honest state needs: a stop for what cannot end. */
const MOST_STEPS = 64;

/**
 * Performs all that is due in one competition now.
 *
 * @param kinds Only duties of these kinds, all of them unless said
 * @returns The duties performed, in order
 * @throws DemlError `chain`, `funds` or `journal`; a duty that somebody else was faster at is no error
 */
export async function performDuties(
  context: MinerContext,
  competition: bigint,
  kinds?: readonly Duty["kind"][],
): Promise<Duty[]> {
  const performed: Duty[] = [];
  const lost = new Set<string>();
  for (let step = 0; step < MOST_STEPS; step++) {
    context.signal?.throwIfAborted();
    const situation = await readSituation(context, competition);
    if (step === 0 && kinds === undefined) warnOfStake(context, situation);
    const duty = due(situation).find((candidate) =>
      !lost.has(nameOf(candidate)) && (kinds?.includes(candidate.kind) ?? true)
    );
    if (duty === undefined) return performed;
    try {
      await perform(context, situation, duty);
      performed.push(duty);
    } catch (error) {
      if (!(error instanceof DemlError) || error.code !== "revert") throw error;
      // The chain moved between the look and the deed; the next look decides.
      context.log(`cannot ${nameOf(duty)} now: ${error.message}`);
      lost.add(nameOf(duty));
    }
  }
  return performed;
}

/** How the log calls a duty. */
export function nameOf(duty: Duty): string {
  return "round" in duty ? `${duty.kind} round ${duty.round}` : duty.kind.replace("-", " ");
}

async function perform(context: MinerContext, situation: Situation, duty: Duty): Promise<void> {
  const { competition } = situation;
  const { sender } = context;
  const id = competition.id;
  switch (duty.kind) {
    case "enrol":
      return await enrol(context, situation);
    case "open-round":
      await sender.send({
        functionName: "openRound",
        args: [id],
        purpose: `open a round of competition ${id}`,
      });
      return;
    case "commit":
      return await commitRound(context, situation, duty.round);
    case "reveal":
      return await revealRound(context, situation, duty.round);
    case "settle":
      return await settleRound(context, situation, duty.round);
    case "cancel":
      await sender.send({
        functionName: "cancel",
        args: [id],
        purpose: `cancel competition ${id}, whose test set was not opened`,
      });
      return;
    case "finalize":
      await sender.send({
        functionName: "finalize",
        args: [id],
        purpose: `finalize competition ${id}`,
      });
      return;
    case "claim":
      await sender.send({
        functionName: "claim",
        args: [id, sender.account.address],
        purpose: `claim stake and fees in competition ${id}`,
      });
      return;
    case "withdraw":
      await sender.send({
        functionName: "withdraw",
        args: [id, sender.account.address],
        purpose: `withdraw from competition ${id}`,
      });
      return;
  }
}

async function enrol(context: MinerContext, { competition, miner }: Situation): Promise<void> {
  const { id, seatStake } = competition;
  await context.sender.send({
    functionName: "enrol",
    args: [id],
    value: miner.enrolled ? miner.shortfall : seatStake,
    purpose: `enrol in competition ${id}`,
  });
}

function warnOfStake({ log, maxStake }: MinerContext, { competition, miner }: Situation): void {
  const { id, seatStake, ended } = competition;
  if (ended || miner.enrolled || seatStake <= maxStake) return;
  log(
    `competition ${id} asks for a stake of ${formatEther(seatStake)} ETH, more than --max-stake ` +
      formatEther(maxStake),
  );
}
