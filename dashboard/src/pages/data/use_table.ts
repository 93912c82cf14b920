/**
 * A data set in its worker, as the data page uses it.
 *
 * @module
 */
import { useEffect, useState } from "react";
import { useQuery } from "@tanstack/react-query";
import type { Hex } from "viem";
import type { DataBytes } from "../../../../miner/dataset/data_set.ts";
import type { Part } from "../../../../protocol/spec/part.ts";
import type { CompetitionSpec } from "../../../../protocol/spec/spec.ts";
import { told } from "../../../../protocol/errors.ts";
import { useApp } from "../../context.ts";
import { fetchData } from "../../data/fetch_data.ts";
import type { Query, TableFacts, Window } from "../../data/table.ts";
import { tell } from "../../failures/tell.ts";
import { type Remote, transfer, wrap } from "../../workers/comlink.ts";
import type { Holder } from "../../workers/data_worker.ts";
import { workerFailed } from "../../parts/load_part.ts";

/** A data set that is ready to show. */
export interface Opened {
  facts: TableFacts;
  remote: Remote<Holder>;
}

interface Held extends Opened {
  key: string;
  worker: Worker;
}

/** Only one is kept at a time: they are large. */
let held: Held | undefined;

/**
 * Fetches, checks and opens a data set.
 *
 * @param files Local ones, instead of the gateways'
 */
export function useTable(
  spec: CompetitionSpec,
  specDigest: Hex,
  part: Part,
  testKey: Hex | undefined,
  files: DataBytes | undefined,
) {
  const { settings: { gateways } } = useApp();
  const key = `${specDigest} ${part}`;
  return useQuery({
    queryKey: tableKey(specDigest, part, files !== undefined),
    queryFn: async ({ signal }): Promise<Opened> => {
      if (held?.key === key) return held;
      const bytes = await fetchData(spec, part, { gateways, testKey, signal, files });
      signal.throwIfAborted();
      held?.worker.terminate();
      held = undefined;
      held = { key, ...await open(spec, part, bytes, signal) };
      return held;
    },
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
    // What was stopped, or failed, starts again only on request.
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    structuralSharing: false,
  });
}

/** What to cancel in order to stop fetching a data set. */
export function tableKey(specDigest: Hex, part: Part, ownFiles: boolean): unknown[] {
  return ["table", specDigest, part, ownFiles];
}

async function open(
  spec: CompetitionSpec,
  part: Part,
  bytes: DataBytes,
  signal: AbortSignal,
): Promise<Opened & { worker: Worker }> {
  const worker = new Worker(new URL("../../workers/data_worker.ts", import.meta.url), {
    type: "module",
  });
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => {});
  worker.onerror = (event) =>
    broken.reject(workerFailed(
      event,
      told("data", "The data set could not be read", "Reload the page and try again"),
    ));
  const abort = () => broken.reject(signal.reason);
  signal.addEventListener("abort", abort);
  const remote = wrap<Holder>(worker);
  try {
    // Copying a gigabyte would block the page.
    const { data, labels } = bytes;
    const moved = [data, ...labels ? [labels] : []].map(({ buffer }) => buffer as ArrayBuffer);
    const facts = await Promise.race([
      remote.open(spec, part, transfer(bytes, [...new Set(moved)])).catch(theirs),
      broken.promise,
    ]);
    return { facts, remote, worker };
  } catch (error) {
    worker.terminate();
    throw error;
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** Readers did not make the file, and cannot fix it. */
function theirs(error: unknown): never {
  const { message } = tell(error, "read the data");
  throw told("data", message, "Ask the organizer; the file is the one that the spec names", {
    cause: error,
  });
}

/** Chooses rows; returns how many there are, and a number that changes with them. */
export function useChosen(
  { remote, facts }: Opened,
  query: Query,
  predictions: Int32Array | undefined,
): { count: number; version: number } {
  const [chosen, setChosen] = useState({ count: facts.rows, version: 0 });
  const text = JSON.stringify(query);
  useEffect(() => {
    let current = true;
    void remote.choose(JSON.parse(text), predictions).then((count) => {
      if (current) setChosen(({ version }) => ({ count, version: version + 1 }));
    });
    return () => {
      current = false;
    };
  }, [remote, text, predictions]);
  return chosen;
}

/** Rows are fetched in blocks, so that a little scrolling fetches nothing. */
const BLOCK = 128;

/** The rows from one position to another, as far as they have arrived. */
export function useWindow(
  { remote, facts }: Opened,
  version: number,
  from: number,
  to: number,
): (position: number) => { window: Window; index: number } | undefined {
  const [blocks, setBlocks] = useState<{ version: number; map: Map<number, Window> }>({
    version,
    map: new Map(),
  });
  const size = facts.features > 4_096 ? 16 : BLOCK;
  const first = Math.floor(from / size);
  const last = Math.floor(Math.max(from, to) / size);
  useEffect(() => {
    let current = true;
    const known = blocks.version === version ? blocks.map : new Map<number, Window>();
    const missing = [];
    for (let block = first; block <= last; block++) if (!known.has(block)) missing.push(block);
    if (missing.length === 0) return;
    void Promise.all(
      missing.map(async (block) => [block, await remote.window(block * size, size)] as const),
    ).then((found) => {
      if (!current) return;
      setBlocks((before) => {
        const map = new Map(before.version === version ? before.map : []);
        for (const [block, window] of found) map.set(block, window);
        // Distant ones are dropped.
        for (const block of map.keys()) {
          if (block < first - 8 || block > last + 8) map.delete(block);
        }
        return { version, map };
      });
    });
    return () => {
      current = false;
    };
  }, [remote, version, first, last, size, blocks]);
  return (position) => {
    const window = blocks.version === version
      ? blocks.map.get(Math.floor(position / size))
      : undefined;
    const index = position % size;
    return window && index < window.rows.length ? { window, index } : undefined;
  };
}
