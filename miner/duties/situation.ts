/**
 * Reads everything that decides what is due, at once.
 *
 * @module
 */
import { zip } from "../../protocol/zip.ts";
import { failureOf } from "../../protocol/errors.ts";
import { readHead } from "../chain/blocks.ts";
import { readDepth } from "../chain/read_depth.ts";
import { readCompetition } from "../chain/read_competition.ts";
import type { Competition } from "../../protocol/state/competition.ts";
import { depositEnd } from "../chain/read_deposit.ts";
import { type Miner, readMiner } from "../chain/read_miner.ts";
import { readLastRounds } from "../chain/read_rounds.ts";
import type { Round } from "../../protocol/state/round.ts";
import { readView, type View, wasOver } from "../chain/read_view.ts";
import type { MinerContext } from "./context.ts";
import type { Situation } from "./due.ts";
import { placeKey, seatKey } from "./seat_key.ts";

/**
 * A row is revealed from the third block after the close: after a reorganization it could be
 * copied.
 */
const DEPTH = 3;

/** Older state is read again: a duty before may have taken hours; in milliseconds. */
const FRESH = 3_000;

type Reading = Pick<
  MinerContext,
  "connection" | "journal" | "sender" | "memory" | "confirmations"
>;

/**
 * Reads competitions together, for the polls of each that follow at once. One that cannot be read
 * is left to its own poll, which fails alone.
 *
 * @returns Those that are not over for this miner
 * @throws DemlError `chain` if none can be read
 */
export async function readAhead(context: Reading, ids: readonly bigint[]): Promise<bigint[]> {
  const { memory, journal } = context;
  const unread = ids.filter((id) => freshView(context, id) === undefined);
  const read = await Promise.allSettled(unread.map((id) => readNow(context, id)));
  const failures = read.filter((result) => result.status === "rejected");
  const [failed] = failures;
  if (failed !== undefined && failures.length === unread.length) throw failed.reason;
  const at = Date.now();
  const over = new Set<bigint>();
  for (const [id, result] of zip(unread, read)) {
    if (result.status === "rejected") continue;
    if (result.value !== undefined) memory.ahead.set(id, { view: result.value, at });
    // A separate poll closes the journal's account of a deposit.
    else if (memory.over.has(id) || journal.deposit(placeKey(context, id)) === undefined) {
      over.add(id);
    }
  }
  for (const id of await staying(context, [...over])) memory.finished.add(id);
  return ids.filter((id) => !memory.finished.has(id) && !over.has(id));
}

/**
 * Those that were over enough blocks ago: a reorganization may undo an end or a payment, and then
 * there is something to do again. Unknown states are left to the next poll.
 */
async function staying(
  { connection, sender, confirmations = 1 }: Reading,
  over: bigint[],
): Promise<bigint[]> {
  if (confirmations <= 1 || over.length === 0) return over;
  const { number } = await readHead(connection);
  const block = number - BigInt(confirmations - 1);
  if (block < 0n) return [];
  const { address } = sender.account;
  const were = await Promise.all(
    over.map((id) => wasOver(connection, id, address, block).catch(() => false)),
  );
  return over.filter((_, index) => were[index]);
}

/** Whether this miner may have a row to reveal in a competition, by the state read ahead. */
export function maySeat(context: Reading, id: bigint): boolean {
  const view = freshView(context, id);
  return view === undefined || (view.miner.seatedIn !== undefined && !view.miner.revealed);
}

function freshView({ memory }: Reading, id: bigint): View | undefined {
  const found = memory.ahead.get(id);
  return found !== undefined && Date.now() - found.at < FRESH ? found.view : undefined;
}

async function readNow(
  { connection, sender, memory }: Pick<MinerContext, "connection" | "sender" | "memory">,
  id: bigint,
): Promise<View | undefined> {
  const view = await readView(connection, id, sender.account.address, memory.rounds.get(id));
  if (view !== undefined) memory.rounds.set(id, view.competition.rounds);
  return view;
}

/** State that was read ahead of this poll, or is read now. */
async function viewOf(context: Reading, id: bigint, use: ReadingUse): Promise<View> {
  const { memory: { ahead }, connection, sender } = context;
  const found = freshView(context, id);
  if (use !== "keep") ahead.delete(id);
  if (found !== undefined && use !== "again") return found;
  const view = await readNow(context, id);
  if (view !== undefined) return view;
  // It is over: only the journal must still record that.
  const competition = await readCompetition(connection, id);
  const rounds = await readLastRounds(connection, id, competition, 2);
  const miner = await readMiner(connection, id, sender.account.address, rounds[0]);
  return { competition, rounds, miner };
}

/**
 * What becomes of state that was read ahead: it is used and dropped, used and kept, or read again.
 */
export type ReadingUse = "take" | "keep" | "again";

/** Reads the situation of a miner in a competition. */
export async function readSituation(
  context: MinerContext,
  id: bigint,
  use: ReadingUse = "take",
): Promise<Situation> {
  const { journal, memory, leaving = false, maxStake } = context;
  const { competition, rounds, miner } = await viewOf(context, id, use);
  const [last] = rounds;
  const { seatedIn, commitment } = miner;
  const opening = seatedIn === undefined || commitment === undefined
    ? undefined
    : journal.openingOf(seatKey(context, id, seatedIn), commitment) ??
      memory.recovered.get(commitment);
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

/** Whether a row may be revealed: at the latest after half of the window. */
async function isDeep(
  { connection, blockTime }: Pick<MinerContext, "connection" | "blockTime">,
  { now, revealWindow }: Competition,
  { commitEnd }: Round,
): Promise<boolean> {
  if (blockTime === 0 || now >= commitEnd + revealWindow / 2) return true;
  return await readDepth(connection, commitEnd) >= DEPTH;
}

/** Keeps the journal's account of deposits, and returns the losses. */
async function lostStakes(
  context: Pick<MinerContext, "connection" | "sender" | "journal" | "log">,
  competition: Competition,
  miner: Miner,
): Promise<bigint> {
  try {
    await noteDeposit(context, competition, miner);
  } catch (error) {
    // Neither a full disk nor a node that withholds its events may prevent a reveal.
    context.log(`competition ${competition.id}: its deposit is not recorded`, {
      level: "error",
      event: "unrecorded",
      competition: competition.id,
      failure: failureOf(error),
    });
  }
  return context.journal.lostStakes(placeKey(context, competition.id));
}

async function noteDeposit(
  context: Pick<MinerContext, "connection" | "sender" | "journal">,
  { id, now, seatStake }: Competition,
  { address, enrolled }: Miner,
): Promise<void> {
  const { connection, journal } = context;
  const place = placeKey(context, id);
  const deposit = journal.deposit(place);
  if (enrolled && deposit === undefined) {
    // Made by another program, or by a run that ended before it could record it.
    journal.recordDeposit(place, { stake: seatStake, since: now });
  } else if (!enrolled && deposit !== undefined) {
    const ending = await depositEnd(connection, id, address, deposit.since);
    if (ending !== undefined) journal.endDeposit(place, ending);
  }
}
