/**
 * A competition's history, kept up to date with the chain.
 *
 * @module
 */
import type { UseQueryResult } from "@tanstack/react-query";
import { useChain } from "../chain/head.tsx";
import { useChainQuery } from "../chain/queries.ts";
import { useApp } from "../context.ts";
import type { History } from "../../../protocol/history/history.ts";
import { catchUp } from "./catch_up.ts";

/** A competition's history. */
export function useHistory(id: bigint | undefined): UseQueryResult<History> {
  const { settings: { fromBlock } } = useApp();
  const { head, recent, logLimit: limit } = useChain();
  const genesis = head?.genesis;
  return useChainQuery(
    ["history", id === undefined ? undefined : Number(id)],
    genesis === undefined || id === undefined || recent === undefined
      ? undefined
      : (connection) => catchUp({ connection, genesis, fromBlock, limit, recent }, id),
    { on: id === undefined ? "block" : Number(id) },
  );
}
