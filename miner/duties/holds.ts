/**
 * Whether a call that is on its way is still meant: after a reorganization, a round of the same number
 * may be about other models, and a row for those before would be committed to unseen.
 *
 * @module
 */
import { decodeFunctionData } from "viem";
import { demlAbi } from "../../protocol/generated/deml.ts";
import { readCompetition } from "../chain/read_competition.ts";
import { readRound } from "../chain/read_rounds.ts";
import type { Call } from "../journal/call.ts";
import { roundKey } from "./commit.ts";
import type { MinerContext } from "./context.ts";

/**
 * Answers for one call. Of a commitment, only if its round is open, and the one it was made for.
 *
 * @throws DemlError `chain` when that cannot be told
 */
export async function holds(
  context: Pick<MinerContext, "connection" | "journal" | "sender">,
  { to, data }: Pick<Call, "to" | "data">,
): Promise<boolean> {
  // What the same key sent to another contract is not this miner's to judge.
  if (to.toLowerCase() !== context.connection.contract.toLowerCase()) return true;
  const { functionName, args } = decodeFunctionData({ abi: demlAbi, data });
  if (functionName !== "commit") return true;
  const [id, index, commitment] = args;
  const competition = await readCompetition(context.connection, id);
  if (index >= competition.rounds) return false;
  const round = await readRound(context.connection, id, Number(index));
  if (!round.commitsOpen) return false;
  const opening = context.journal.opening(await roundKey(context, competition, round));
  return opening?.commitment === commitment;
}
