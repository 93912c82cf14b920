/**
 * What an account has in every competition at once.
 *
 * @module
 */
import { useQueryClient } from "@tanstack/react-query";
import type { Address } from "viem";
import { call } from "../../../miner/chain/call.ts";
import type { Connection } from "../../../miner/chain/client.ts";
import { countCompetitions } from "../../../miner/chain/read_competition.ts";
import type { Competition } from "../../../protocol/state/competition.ts";
import type { Book } from "./book.ts";
import { useChain } from "./head.tsx";
import { useChainQuery } from "./queries.ts";

/** What an account has in one competition. Amounts are wei. */
export interface Holding {
  competition: Competition;
  organizes: boolean;
  registered: boolean;
  /** Has a deposit here */
  enrolled: boolean;
  /** What withdraw pays now */
  owed: bigint;
  /** What claim pays now: stake and fees */
  claimable: bigint;
}

/** An account's competitions. */
export interface Holdings {
  /** Those that it has to do with, newest first, as far as they are read */
  holdings: Holding[];
  /** Competitions that were looked through */
  read: number;
  total: number;
}

/** How many are looked through before what was found is shown. */
const TOGETHER = 100;

/** Looks through every competition for an account; only those that change are read again. */
export function useHoldings(account: Address | undefined) {
  const queries = useQueryClient();
  const { book, head } = useChain();
  const genesis = head?.genesis;
  return useChainQuery<Holdings>(
    ["holdings", account],
    account === undefined || book === undefined ? undefined : async (connection) => {
      const key = [genesis, "holdings", account];
      const total = await queries.fetchQuery({
        queryKey: [genesis, "count"],
        queryFn: async () => Number(await countCompetitions(connection)),
        meta: { on: "count" },
        staleTime: Infinity,
      });
      const before = queries.getQueryData<Holdings>(key)?.read ?? 0;
      const ids = Array.from({ length: total }, (_, index) => total - index);
      let found: Holdings = { holdings: [], read: 0, total };
      while (found.read < total) {
        const some = ids.slice(found.read, found.read + TOGETHER);
        const more = await Promise.all(some.map((id) => readKept(connection, book, id, account)));
        found = {
          holdings: [...found.holdings, ...more.filter(concerns)],
          read: found.read + some.length,
          total,
        };
        if (found.read > before) queries.setQueryData(key, found);
      }
      return found;
    },
    { on: "list" },
  );
}

/** What an account has altogether. */
export function sumsOf(holdings: readonly Holding[]): { owed: bigint; claimable: bigint } {
  return {
    owed: holdings.reduce((sum, { owed }) => sum + owed, 0n),
    claimable: holdings.reduce((sum, { claimable }) => sum + claimable, 0n),
  };
}

function concerns({ organizes, registered, enrolled, owed, claimable }: Holding): boolean {
  return organizes || registered || enrolled || owed > 0n || claimable > 0n;
}

const kept = new WeakMap<Book, Map<string, { age: number; holding: Promise<Holding> }>>();

function readKept(
  connection: Connection,
  book: Book,
  id: number,
  account: Address,
): Promise<Holding> {
  const all = kept.get(book) ?? new Map();
  kept.set(book, all);
  const key = `${account} ${id}`;
  const [before, age] = [all.get(key), book.ageOf(id)];
  if (before?.age === age) return before.holding;
  const holding = readHolding(connection, book, id, account);
  all.set(key, { age, holding });
  holding.catch(() => all.delete(key));
  return holding;
}

async function readHolding(
  connection: Connection,
  book: Book,
  id: number,
  account: Address,
): Promise<Holding> {
  const number = BigInt(id);
  const [competition, owed, registered, { enrolled, claimable }] = await Promise.all([
    book.readOne(id),
    call(connection, "owedTo", [number, account]),
    call(connection, "isRegistered", [number, account]),
    call(connection, "seatOf", [number, account]),
  ]);
  const organizes = competition.organizer.toLowerCase() === account.toLowerCase();
  return { competition, organizes, registered, enrolled, owed, claimable };
}
