/**
 * A competition's history, kept up with the chain.
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
  const { head } = useChain();
  return useChainQuery(
    ["history", id === undefined ? undefined : Number(id)],
    head === undefined || id === undefined
      ? undefined
      : (connection) => catchUp(connection, `${head.genesis} ${id}`, id, fromBlock),
  );
}
