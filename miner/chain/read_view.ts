/**
 * All that a miner reads of a competition, in as few requests as possible: the last poll shows what
 * to ask for.
 *
 * @module
 */
import type { Address } from "viem";
import { readHead } from "./blocks.ts";
import { type Answer, call } from "./call.ts";
import type { Connection } from "./client.ts";
import { readTerms } from "./read_competition.ts";
import { type Competition, competitionOf } from "../../protocol/state/competition.ts";
import { type Miner, minerOf } from "./read_miner.ts";
import { type Round, roundOf } from "../../protocol/state/round.ts";

/** A competition as one miner sees it. */
export interface View {
  competition: Competition;
  /** The last two rounds, the latest first; it may be running */
  rounds: Round[];
  miner: Miner;
}

/**
 * Whether a competition was over and owed this miner nothing, at the end of a block.
 *
 * @throws DemlError `chain` or `revert`, also if the node does not keep that block's state
 */
export async function wasOver(
  connection: Connection,
  id: bigint,
  address: Address,
  block: bigint,
): Promise<boolean> {
  const [standing, seat, owed] = await Promise.all([
    call(connection, "standingOf", [id], block),
    call(connection, "seatOf", [id, address], block),
    call(connection, "owedTo", [id, address], block),
  ]);
  return isOver(standing, seat, owed);
}

function isOver(
  { ending }: Answer<"standingOf">,
  { enrolled, claimable }: Answer<"seatOf">,
  owed: bigint,
): boolean {
  return ending !== 0 && !enrolled && claimable === 0n && owed === 0n;
}

/** Rounds to read. */
const LAST = 2;

/**
 * Reads a competition for a miner: in one step if there has been no new round, otherwise in two.
 *
 * @param known How many rounds there were at the last poll; absent at the first
 * @returns undefined if it is over and owes this miner nothing
 * @throws DemlError `chain` or `revert`
 */
export async function readView(
  connection: Connection,
  id: bigint,
  address: Address,
  known?: number,
): Promise<View | undefined> {
  const details = async (rounds: number) => {
    const from = Math.max(0, rounds - LAST);
    const mayCommit = (round: number) =>
      call(connection, "mayCommit", [id, BigInt(round), address]);
    // One more, which may be new.
    const [terms, answers, inNext, inLast] = await Promise.all([
      readTerms(connection, id),
      call(connection, "roundsOf", [id, BigInt(from), BigInt(LAST + 1)]),
      mayCommit(rounds),
      rounds === 0 ? false : mayCommit(rounds - 1),
    ]);
    return { terms, from, answers, inLast, inNext, of: rounds };
  };
  const [head, standing, seat, owed, guessed] = await Promise.all([
    readHead(connection),
    call(connection, "standingOf", [id]),
    call(connection, "seatOf", [id, address]),
    call(connection, "owedTo", [id, address]),
    known === undefined ? undefined : details(known),
  ]);
  if (isOver(standing, seat, owed)) return undefined;
  const count = Number(standing.rounds);
  const fits = guessed !== undefined && (count === guessed.of || count === guessed.of + 1);
  const { terms, from, answers, inLast, inNext, of } = fits ? guessed : await details(count);
  const rounds = answers.map((answer, index) => roundOf(from + index, answer))
    .filter(({ index }) => index < count)
    .reverse();
  return {
    competition: competitionOf(id, terms, standing, head.timestamp),
    rounds: rounds.slice(0, LAST),
    miner: minerOf(address, seat, owed, count === of ? inLast : inNext),
  };
}
