/**
 * Competitions that a miner has left: their state shows nothing of it, only the events do.
 *
 * @module
 */
import { type Address, pad } from "viem";
import type { Competition } from "../../../protocol/state/competition.ts";
import { useApp } from "../context.ts";
import { readLogs } from "../history/read_logs.ts";
import { competitionIn, selectorsOf } from "../history/topics.ts";
import { useChain } from "./head.tsx";
import { useChainQuery } from "./queries.ts";

/** Requests that this is worth. */
const MOST_REQUESTS = 40n;

/** Competitions where a miner has claimed its deposit; null if the node gives too few logs at once. */
export function useLeft(account: Address) {
  const { settings: { fromBlock } } = useApp();
  const { book, head, logLimit } = useChain();
  return useChainQuery<Competition[] | null>(
    ["left", account],
    book === undefined || head === undefined ? undefined : async (connection) => {
      const to = head.number;
      const topics = [selectorsOf("Enrolled", "Claimed"), null, pad(account)];
      const worth = () => (to - fromBlock) / logLimit.blocks < MOST_REQUESTS;
      if (!worth()) return null;
      const { contract } = connection;
      // One request finds out what the node gives at once.
      await readLogs(connection, { topics, from: fromBlock, to, enough: () => true }, logLimit);
      if (!worth()) return null;
      const logs = await readLogs(connection, { topics, from: fromBlock, to }, logLimit);
      const ids = new Set(logs.flatMap((log) => competitionIn(log, contract) ?? []));
      return await book.read([...ids]);
    },
    { on: "count" },
  );
}
