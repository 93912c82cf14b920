/**
 * Whether a pending call is still wanted: after a reorganization, a round of the same number may be
 * about other models, and the old row would be committed for models that were not judged.
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
 * Decides for one call. A commitment holds only if its round is open, and the one it was made for.
 *
 * @throws DemlError `chain` if that is unknown
 */
export async function holds(
  context: Pick<MinerContext, "connection" | "journal" | "sender">,
  { to, data }: Pick<Call, "to" | "data">,
): Promise<boolean> {
  // A call of the same key to another contract is not this miner's concern.
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
