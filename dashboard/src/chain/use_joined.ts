/**
 * The competitions that an account has joined.
 *
 * @module
 */
import type { Address } from "viem";
import { call } from "../../../miner/chain/call.ts";
import { useChainQuery } from "./queries.ts";

/**
 * Reads them, in one batch.
 *
 * @param account Nothing is read without one
 */
export function useJoined(
  account: Address | undefined,
  ids: readonly bigint[],
): ReadonlySet<bigint> | undefined {
  const { data } = useChainQuery(
    ["joined", account, ids.length, ids[0] === undefined ? 0 : Number(ids[0])],
    account && (async (connection) => {
      const are = await Promise.all(
        ids.map((id) => call(connection, "isRegistered", [id, account])),
      );
      return new Set(ids.filter((_, index) => are[index]));
    }),
    { on: "list" },
  );
  return data;
}
