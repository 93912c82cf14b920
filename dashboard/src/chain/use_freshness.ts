/**
 * Whether what the page shows is fresh at this moment.
 *
 * @module
 */
import { useSyncExternalStore } from "react";
import { isLocal } from "../../../miner/chain/local_chains.ts";
import { useApp } from "../context.ts";
import { type Freshness, freshnessOf } from "../words/freshness.ts";
import { useChain, useWallClock } from "./head.tsx";

let offlineSince: number | undefined;

function onOffline(listener: () => void): () => void {
  const change = () => {
    offlineSince = navigator.onLine ? undefined : offlineSince ?? Date.now();
    listener();
  };
  change();
  addEventListener("online", change);
  addEventListener("offline", change);
  return () => {
    removeEventListener("online", change);
    removeEventListener("offline", change);
  };
}

/** How fresh the page's view of the chain is; changes by itself. */
export function useFreshness(): Freshness {
  const { settings: { chainId } } = useApp();
  const { head, failing, answeredAt } = useChain();
  const since = useSyncExternalStore(onOffline, () => offlineSince);
  const now = useWallClock();
  const local = isLocal(chainId);
  return freshnessOf({ head, failing, answeredAt, offlineSince: since, local }, now);
}
