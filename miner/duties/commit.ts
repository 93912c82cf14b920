/**
 * The duty to commit: judge, record, then send.
 *
 * @module
 */
import { modelsAt, readModelsWith } from "../chain/read_models.ts";
import type { Competition } from "../../protocol/state/competition.ts";
import type { Round } from "../../protocol/state/round.ts";
import type { RoundKey } from "../journal/journal.ts";
import type { Judging, MinerContext, Sending, Waiting } from "./context.ts";
import type { Situation } from "./due.ts";
import { judgeRound } from "./judge_round.ts";
import { meanwhile } from "./meanwhile.ts";
import { makeOpening } from "./opening.ts";
import { type Progress, sendDuty } from "./progress.ts";
import { roundIdentity, seatKey } from "./seat_key.ts";

/**
 * Commits to a row for a round; if nothing can be judged, to one that abstains.
 *
 * @returns `nothing` while a missing verdict is still possible
 */
export async function commitRound(
  context: Sending & Judging & Waiting,
  { competition }: Situation,
  round: Round,
): Promise<Progress> {
  const { id } = competition;
  const { journal } = context;
  const key = await roundKey(context, competition, round);
  let opening = journal.opening(key);
  if (opening === undefined) {
    const row = await meanwhile(context, () => judgeRound(context, competition, round));
    if (row === undefined) return "nothing";
    opening = journal.recordOpening(key, await makeOpening(context, key, row));
  }
  return await sendDuty(context, {
    functionName: "commit",
    args: [id, BigInt(round.index), opening.commitment],
    purpose: `commit to round ${round.index} of competition ${id}`,
  });
}

/** Names a round by what it is about. */
export async function roundKey(
  context: Pick<MinerContext, "connection" | "sender">,
  competition: Competition,
  round: Round,
): Promise<RoundKey> {
  const models = round.testSet ? [] : await readModelsWith(context.connection, competition);
  const digests = modelsAt(models, round.models).map(({ digest }) => digest);
  return {
    ...seatKey(context, competition.id, round.index),
    identity: roundIdentity(round, digests),
  };
}
