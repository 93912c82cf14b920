/**
 * All competitions, for a list that is searched, filtered and ordered.
 *
 * @module
 */
import { useQueryClient } from "@tanstack/react-query";
import type { Competition } from "../../../protocol/state/competition.ts";
import { countCompetitions } from "../../../miner/chain/read_competition.ts";
import { useChain } from "./head.tsx";
import { useChainQuery } from "./queries.ts";

/** All competitions. */
export interface Competitions {
  /** The newest first; those read so far */
  competitions: readonly Competition[];
  /** How many there are; absent until the chain has said it */
  total: number | undefined;
  /** Whether there are more than those read so far */
  reading: boolean;
  error: Error | null;
  retry(): void;
}

/** How many are read before they are shown. */
const TOGETHER = 100;
/** More are not read: nobody looks through them in a page. */
const MOST = 5_000;

/** What was read of them. */
interface Read {
  total: number;
  competitions: readonly Competition[];
}

/** Every competition, newest first, read in batches: only those that change are read again. */
export function useCompetitions(): Competitions {
  const queries = useQueryClient();
  const { book, head } = useChain();
  const key = ["competitions"];
  const { data, error, refetch } = useChainQuery<Read>(
    key,
    book && (async (connection) => {
      // Asked again only when one was created.
      const total = await queries.fetchQuery({
        queryKey: [head?.genesis, "count"],
        queryFn: async () => Number(await countCompetitions(connection)),
        meta: { on: "count" },
        staleTime: Infinity,
      });
      const ids = Array.from({ length: Math.min(total, MOST) }, (_, index) => total - index);
      const whole = [head?.genesis, ...key];
      const shown = queries.getQueryData<Read>(whole)?.competitions.length ?? 0;
      let competitions: readonly Competition[] = [];
      for (let from = 0; from < ids.length; from += TOGETHER) {
        const more = await book.read(ids.slice(from, from + TOGETHER));
        competitions = [...competitions, ...more];
        // The first ones are shown while the others are read.
        if (competitions.length > shown) queries.setQueryData(whole, { total, competitions });
      }
      return { total, competitions };
    }),
    { on: "list" },
  );
  const { total, competitions = [] } = data ?? {};
  return {
    competitions,
    total,
    reading: total === undefined || competitions.length < Math.min(total, MOST),
    error,
    retry: () => void refetch(),
  };
}
