/**
 * Looking: all that decides what is due, read at once.
 *
 * @module
 */
import { readDepth } from "../chain/read_depth.ts";
import { type Competition, readCompetition } from "../chain/read_competition.ts";
import { depositEnd } from "../chain/read_deposit.ts";
import { type Miner, readMiner } from "../chain/read_miner.ts";
import { readLastRounds, type Round } from "../chain/read_rounds.ts";
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
  competition: Competition,
  miner: Miner,
): Promise<bigint> {
  try {
    await noteDeposit(context, competition, miner);
  } catch (error) {
    // Neither a full disk nor a node that keeps its events back keeps anybody from revealing.
    const reason = error instanceof Error ? error.message : `${error}`;
    context.log(`competition ${competition.id}: its deposit is not noted: ${reason}`);
  }
  return context.journal.lostStakes(placeKey(context, competition.id));
}

async function noteDeposit(
  context: MinerContext,
  { id, now, seatStake }: Competition,
  { address, enrolled }: Miner,
): Promise<void> {
  const { connection, journal } = context;
  const place = placeKey(context, id);
  const deposit = journal.deposit(place);
  if (enrolled && deposit === undefined) {
    // Made by somebody else, or by a run that ended before it could say so.
    journal.recordDeposit(place, { stake: seatStake, since: now });
  } else if (!enrolled && deposit !== undefined) {
    const ending = await depositEnd(connection, id, address, deposit.since);
    if (ending !== undefined) journal.endDeposit(place, ending);
  }
}
