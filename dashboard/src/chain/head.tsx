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
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { Hex } from "viem";
import type { Connection } from "../../../miner/chain/client.ts";
import { isLocal } from "../../../miner/chain/local_chains.ts";
import { useApp } from "../context.ts";
import { useFollowed } from "../follow/store.ts";
import { type LogLimit, logLimitOf, rememberLimit } from "../history/log_limit.ts";
import { type Book, openBook } from "./book.ts";
import { joinReads } from "./client.ts";
import { keptTerms } from "./kept_terms.ts";
import type { Change, Recent } from "./change.ts";
import { follow } from "./follow.ts";
import { refresh } from "./refresh.ts";

/** The latest block. */
export interface Head {
  number: bigint;
  hash: Hex;
  parentHash: Hex;
  /** Seconds since 1970 */
  timestamp: number;
  /** Hash of block 0: a different one means a different chain, whatever its number */
  genesis: Hex;
  /** When this page first saw it, by its own clock, in milliseconds */
  seenAt: number;
  /** Seconds between the last two that it saw, per block; absent at first */
  blockTime?: number;
}

/** The latest block, and whether the chain still responds. */
export interface Chain {
  /** Absent until the chain's first response */
  head: Head | undefined;
  /** The last request failed */
  failing: boolean;
  /** When the chain last answered, by this page's clock, in milliseconds; 0 before it has */
  answeredAt: number;
  /** The competitions that were read; absent with the head */
  book: Book | undefined;
  /** What happened since the page was opened; absent with the head */
  recent: Recent | undefined;
  /** How many blocks' logs the endpoints return */
  logLimit: LogLimit;
  /** How often the chain restarted while this page was open */
  resets: number;
  /** Asks immediately */
  refresh(): void;
}

const ChainContext = createContext<Chain | undefined>(undefined);

/** How often to ask for the latest block, in milliseconds. */
const LOCAL_POLLING = 1_000;
const POLLING = 4_000;
/** A chain of slower blocks, or a wrong clock, is asked at least this often. */
const LONGEST_POLLING = 15_000;

/** What a block needs to spread, in milliseconds. */
const SPREADS = 1_000;

/** When to ask for the next block: soon after it is due by the blocks before, or at intervals. */
function untilNext(head: Head | undefined): number {
  if (head?.blockTime === undefined) return POLLING;
  const due = 1_000 * (head.timestamp + head.blockTime) + SPREADS - Date.now();
  return Math.min(LONGEST_POLLING, Math.max(POLLING, due));
}

/** Watches the chain, and reads again what a block may have changed. */
export function ChainProvider({ children }: { children: ReactNode }) {
  const { settings, connection } = useApp();
  const queries = useQueryClient();
  const last = useRef<Head>(undefined);
  const [resets, setResets] = useState(0);
  const local = isLocal(connection.chainId);
  const logLimit = logLimitOf(settings.rpc);
  const known = queries.getQueryData<Head>(["head"])?.genesis ?? "none";
  const followed = useFollowed(`${known}.${connection.contract}`);
  const { data: head, isError, failureCount, refetch, dataUpdatedAt } = useQuery({
    queryKey: ["head"],
    queryFn: () => readHead(connection, last.current, local),
    refetchInterval: ({ state: { data } }) => local ? LOCAL_POLLING : untilNext(data),
    // Somebody waits for news in a background tab.
    refetchIntervalInBackground: followed.size > 0,
    retry: false,
    staleTime: 0,
    structuralSharing: false,
  });

  const genesis = head?.genesis;
  const [book, recent] = useMemo(() => {
    if (genesis === undefined) return [undefined, undefined];
    const terms = keptTerms(`${genesis} ${connection.contract}`);
    return [openBook(connection, terms), follow(connection, logLimit)];
  }, [genesis, connection, logLimit]);

  useEffect(() => {
    if (head === undefined || book === undefined || recent === undefined) return;
    const before = last.current;
    last.current = head;
    if (before !== undefined && before.genesis !== head.genesis) {
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] === before.genesis });
      setResets((count) => count + 1);
    }
    const blocks = logLimit.blocks;
    const react = (change: Change) => {
      if (logLimit.blocks < blocks) rememberLimit(settings.rpc, logLimit);
      if (before === undefined || before.hash === head.hash) return;
      refresh(queries, book, head, change);
    };
    void recent.follow(head).then(react);
  }, [head, book, recent, queries, logLimit, settings]);

  const chain = {
    head,
    failing: isError || failureCount > 0,
    answeredAt: dataUpdatedAt,
    resets,
    book,
    recent,
    logLimit,
    refresh: () => void refetch(),
  };
  return <ChainContext value={chain}>{children}</ChainContext>;
}

async function readHead(
  connection: Connection,
  before: Head | undefined,
  local: boolean,
): Promise<Head> {
  const { client } = connection;
  const first = async () => (await client.getBlock({ blockNumber: 0n })).hash;
  const [block, start] = await Promise.all([
    client.getBlock(),
    before === undefined ? first() : undefined,
    // Views that are read in one tick become one call.
    before === undefined ? joinReads(connection).catch(() => false) : undefined,
  ]);
  if (before?.hash === block.hash) return before;
  // Only a chain that went back, or one that anybody can restart, can be a different one.
  const follows = before !== undefined &&
    (block.parentHash === before.hash || (!local && block.number > before.number));
  const genesis = start ?? (follows ? before.genesis : await first());
  if (before !== undefined && genesis !== before.genesis) await joinReads(connection);
  const { number, hash, parentHash } = block;
  const timestamp = Number(block.timestamp);
  const passed = before && number > before.number
    ? (timestamp - before.timestamp) / Number(number - before.number)
    : undefined;
  const blockTime = passed ?? before?.blockTime;
  return { number, hash, parentHash, timestamp, genesis, seenAt: Date.now(), blockTime };
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

/** This computer's clock, in milliseconds since 1970; ticks every second. */
export function useWallClock(): number {
  return useSyncExternalStore(onTick, () => tick);
}

/** Clocks that differ by less count as the same, in seconds. */
const SAME_CLOCK = 180;

/** The chain's clock at this moment, in seconds since 1970; ticks every second. */
export function useNow(): number {
  const { head } = useChain();
  const wall = useWallClock();
  if (head === undefined) return Math.floor(wall / 1_000);
  const seconds = Math.floor(wall / 1_000);
  if (Math.abs(seconds - head.timestamp) < SAME_CLOCK) return Math.max(seconds, head.timestamp);
  // A local chain whose clock was moved continues from there.
  return head.timestamp + Math.max(0, Math.floor((wall - head.seenAt) / 1_000));
}
