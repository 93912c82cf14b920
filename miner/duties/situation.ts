/**
 * Looking: all that decides what is due, read at once.
 *
 * @module
 */
import { readCompetition } from "../chain/read_competition.ts";
import { readMiner } from "../chain/read_miner.ts";
import { readRunningRounds } from "../chain/read_rounds.ts";
import type { MinerContext } from "./context.ts";
import type { Situation } from "./due.ts";
import { seatKey } from "./seat_key.ts";

/** Reads the situation of a miner in a competition. */
export async function readSituation(context: MinerContext, id: bigint): Promise<Situation> {
  const { connection, journal, sender } = context;
  const competition = await readCompetition(connection, id);
  const rounds = await readRunningRounds(connection, id, competition);
  const miner = await readMiner(connection, id, sender.account.address, rounds);
  const known = rounds.map(({ index }) => index);
  const having = (found: (seat: ReturnType<typeof seatKey>) => unknown) =>
    new Set(known.filter((index) => found(seatKey(context, id, index)) !== undefined));
  return {
    competition,
    rounds,
    miner,
    openings: having((seat) => journal.opening(seat)),
    abstentions: having((seat) => journal.abstention(seat)),
    maxStake: context.maxStake,
  };
}
