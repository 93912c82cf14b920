/**
 * The chain's latest block, which refreshes everything else on the page.
 *
 * @module
 */
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { Hex } from "viem";
import { isLocal } from "../../../miner/chain/local_chains.ts";
import { useApp } from "../context.ts";

/** The latest block. */
export interface Head {
  number: bigint;
  hash: Hex;
  /** Seconds since 1970 */
  timestamp: number;
  /** Hash of block 0: a different one means a different chain, whatever its number */
  genesis: Hex;
  /** When this page first saw it, by its own clock, in milliseconds */
  seenAt: number;
}

/** The latest block, and whether the chain still responds. */
export interface Chain {
  /** Absent until the chain's first response */
  head: Head | undefined;
  /** The last request failed */
  failing: boolean;
  /** How often the chain restarted while this page was open */
  resets: number;
  /** Asks immediately */
  refresh(): void;
}

const ChainContext = createContext<Chain | undefined>(undefined);

/** How often to ask for the latest block, in milliseconds. */
const LOCAL_POLLING = 1_000;
const POLLING = 4_000;

/** Watches the chain and refreshes what was read of it with every block. */
export function ChainProvider({ children }: { children: ReactNode }) {
  const { connection: { client, chainId } } = useApp();
  const queries = useQueryClient();
  const last = useRef<Head>(undefined);
  const [resets, setResets] = useState(0);
  const interval = isLocal(chainId) ? LOCAL_POLLING : POLLING;
  const { data: head, isError, failureCount, refetch } = useQuery({
    queryKey: ["head"],
    queryFn: async (): Promise<Head> => {
      const block = await client.getBlock();
      const before = last.current;
      const same = before !== undefined && before.hash === block.hash;
      if (same) return before;
      // Only a chain that went back can be a different one.
      const known = before !== undefined && interval !== LOCAL_POLLING &&
        block.number > before.number;
      const genesis = known ? before.genesis : (await client.getBlock({ blockNumber: 0n })).hash;
      return {
        number: block.number,
        hash: block.hash,
        timestamp: Number(block.timestamp),
        genesis,
        seenAt: Date.now(),
      };
    },
    refetchInterval: interval,
    retry: false,
    staleTime: 0,
    structuralSharing: false,
  });

  useEffect(() => {
    if (head === undefined) return;
    const before = last.current;
    last.current = head;
    if (before === undefined || before.hash === head.hash) return;
    if (before.genesis !== head.genesis) {
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] === before.genesis });
      setResets((count) => count + 1);
      return;
    }
    void queries.invalidateQueries({ queryKey: [head.genesis] });
  }, [head, queries]);

  const chain = {
    head,
    failing: isError || failureCount > 0,
    resets,
    refresh: () => void refetch(),
  };
  return <ChainContext value={chain}>{children}</ChainContext>;
}

/** The current view of the chain. */
export function useChain(): Chain {
  const chain = useContext(ChainContext);
  if (chain === undefined) throw new Error("Outside the chain's provider");
  return chain;
}

/** One clock for everything that shows a time: hundreds of them tick together. */
let tick = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function onTick(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    tick = Date.now();
    listeners.forEach((each) => each());
  }, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Clocks that differ by less count as the same, in seconds. */
const SAME_CLOCK = 180;

/** The chain's clock at this moment, in seconds since 1970; ticks every second. */
export function useNow(): number {
  const { head } = useChain();
  const wall = useSyncExternalStore(onTick, () => tick);
  if (head === undefined) return Math.floor(wall / 1_000);
  const seconds = Math.floor(wall / 1_000);
  if (Math.abs(seconds - head.timestamp) < SAME_CLOCK) return Math.max(seconds, head.timestamp);
  // A local chain whose clock was moved continues from there.
  return head.timestamp + Math.max(0, Math.floor((wall - head.seenAt) / 1_000));
}
