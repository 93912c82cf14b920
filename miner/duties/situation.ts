/**
 * Looking: all that decides what is due, read at once.
 *
 * @module
 */
import { readDepth } from "../chain/read_depth.ts";
import { type Competition, readCompetition } from "../chain/read_competition.ts";
import { depositCameBack } from "../chain/read_deposit.ts";
import { type Miner, readMiner } from "../chain/read_miner.ts";
import { readLastRounds, type Round } from "../chain/read_rounds.ts";
import { DemlError } from "../errors.ts";
import type { MinerContext } from "./context.ts";
import type { Situation } from "./due.ts";
import { placeKey, seatKey } from "./seat_key.ts";

/** A row is shown from the third block after the close on: one that is taken back would be copied. */
const DEPTH = 3;

/** Reads the situation of a miner in a competition. */
export async function readSituation(context: MinerContext, id: bigint): Promise<Situation> {
  const { connection, journal, sender, memory, leaving = false, maxStake } = context;
  const competition = await readCompetition(connection, id);
  const rounds = await readLastRounds(connection, id, competition, 2);
  const [last] = rounds;
  const miner = await readMiner(connection, id, sender.account.address, last);
  const { seatedIn, commitment } = miner;
  const opening = seatedIn === undefined || commitment === undefined
    ? undefined
    : journal.openingOf(seatKey(context, id, seatedIn), commitment);
  return {
    competition,
    rounds,
    miner,
    opening,
    deep: opening !== undefined && last !== undefined && last.revealsOpen &&
      await isDeep(context, competition, last),
    refused: memory.refused.has(id),
    leaving,
    lost: await lostStakes(context, competition, miner),
    maxStake,
  };
}

/** Whether a row may be shown: at the latest when half of the window is over. */
async function isDeep(
  { connection, blockTime }: MinerContext,
  { now, revealWindow }: Competition,
  { commitEnd }: Round,
): Promise<boolean> {
  if (blockTime === 0 || now >= commitEnd + revealWindow / 2) return true;
  return await readDepth(connection, commitEnd) >= DEPTH;
}

/** Keeps the journal's account of deposits, and answers what was lost of them. */
async function lostStakes(
  context: MinerContext,
  { id, now, seatStake }: Competition,
  miner: Miner,
): Promise<bigint> {
  const { connection, journal } = context;
  const place = placeKey(context, id);
  const deposit = journal.deposit(place);
  try {
    if (miner.enrolled && deposit === undefined) {
      // Made by somebody else, or by a run that ended before it could say so.
      journal.recordDeposit(place, { stake: seatStake, since: now });
    } else if (!miner.enrolled && deposit !== undefined) {
      const returned = await depositCameBack(connection, id, miner.address, deposit.since);
      journal.endDeposit(place, returned ? "returned" : "lost");
    }
  } catch (error) {
    // A disk that is full keeps nobody from revealing.
    if (!(error instanceof DemlError) || error.code !== "journal") throw error;
    context.log(`${error.message}. ${error.remedy}`, {
      level: "error",
      event: "unrecorded",
      competition: id,
    });
  }
  return journal.lostStakes(place);
}
