/**
 * Miners that claim what they like: they commit to a row and reveal it, and evaluate nothing.
 *
 * @module
 */
import type { Hex } from "viem";
import { commitmentOf, packScores } from "../../protocol/round/commitment.ts";
import { readCompetition } from "../../miner/chain/read_competition.ts";
import { readMiner } from "../../miner/chain/read_miner.ts";
import { readRound } from "../../miner/chain/read_rounds.ts";
import { termsHashOf } from "../../protocol/terms/terms.ts";
import type { Actor, Stage } from "../../miner/demo/stage.ts";
import { NO_OUTPUTS } from "../../protocol/score/evidence.ts";

const SALT: Hex = `0x${"5a".repeat(32)}`;

/** Some liars in a competition. */
export interface Liars {
  actors: Actor[];
  enrol(): Promise<void>;
  /** Commits in a round, whose models get these scores */
  commit(round: number, scores: number[], evidence?: Hex): Promise<void>;
  /** Reveals them */
  reveal(round: number, scores: number[], evidence?: Hex): Promise<void>;
}

/** Makes liars. */
export async function hireLiars(stage: Stage, id: bigint, count: number): Promise<Liars> {
  const { connection } = stage;
  const actors: Actor[] = [];
  for (let i = 0; i < count; i++) actors.push(await stage.actor("liars"));
  return {
    actors,
    async enrol() {
      const competition = await readCompetition(connection, id);
      const { organizer, fund, seatStake } = competition;
      for (const { sender } of actors) {
        await sender.send({
          functionName: "enrol",
          args: [id, termsHashOf(organizer, fund, competition)],
          value: seatStake,
          purpose: "enrol a liar",
        });
      }
    },
    async commit(round, scores, evidence = NO_OUTPUTS) {
      for (const { sender, address } of actors) {
        const commitment = commitmentOf({
          chainId: connection.chainId,
          contract: connection.contract,
          competition: id,
          round,
          miner: address,
          scores: packScores(scores),
          evidence,
          salt: SALT,
        });
        await sender.send({
          functionName: "commit",
          args: [id, BigInt(round), commitment],
          purpose: "commit a lie",
        });
      }
    },
    async reveal(round, scores, evidence = NO_OUTPUTS) {
      for (const { sender, address } of actors) {
        const standing = await readRound(connection, id, round);
        if ((await readMiner(connection, id, address, standing)).revealed) continue;
        await sender.send({
          functionName: "reveal",
          args: [id, BigInt(round), address, packScores(scores), evidence, SALT],
          purpose: "reveal a lie",
        });
      }
    },
  };
}
