/**
 * What a seat's reveal needs, from a row: the salt is derived from the key, so that judging again
 * restores a lost journal.
 *
 * @module
 */
import { keccak256 } from "viem";
import { commitmentOf, packScores } from "../../protocol/round/commitment.ts";
import type { Opening, RoundKey } from "../journal/journal.ts";
import type { Row } from "./judge_round.ts";
import type { MinerContext } from "./context.ts";

/** Makes the opening of a row. The same key, round and row give the same opening. */
export async function makeOpening(
  { sender: { account } }: Pick<MinerContext, "sender">,
  round: RoundKey,
  row: Row,
): Promise<Opening> {
  const scores = packScores(row.scores);
  // Signatures of a local key are deterministic (RFC 6979), and nobody else can make this one.
  const salt = keccak256(await account.signMessage({ message: saltMessage(round) }));
  const { evidence } = row;
  return { scores, evidence, salt, commitment: commitmentOf({ ...round, scores, evidence, salt }) };
}

function saltMessage(
  { chainId, genesis, contract, competition, round, identity }: RoundKey,
): string {
  return [
    "DeML: the salt of a commitment. Sign this nowhere but in a DeML miner.",
    `chain ${chainId}, ${genesis}`,
    `contract ${contract.toLowerCase()}`,
    `competition ${competition}, round ${round}, ${identity}`,
  ].join("\n");
}
