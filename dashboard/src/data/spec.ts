/**
 * The spec of a competition: fetched by its digest, checked, kept.
 *
 * @module
 */
import { queryOptions, skipToken, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { type Hex, hexToBytes } from "viem";
import type { CompetitionSpec } from "../../../protocol/spec/spec.ts";
import { useApp } from "../context.ts";
import { loadPart } from "../parts/load_part.ts";

/** Reads a competition's spec; an error says that it is not published, or is wrong. */
export function useSpec(digest: Hex | undefined): UseQueryResult<CompetitionSpec> {
  const { settings: { gateways } } = useApp();
  return useQuery(specQuery(digest, gateways));
}

/** How to read a spec. */
export function specQuery(digest: Hex | undefined, gateways: string[]) {
  return queryOptions({
    queryKey: ["spec", digest],
    queryFn: digest === undefined ? skipToken : async ({ signal }): Promise<CompetitionSpec> => {
      const leave = await enter();
      try {
        return await readSpec(digest, gateways, signal);
      } finally {
        leave();
      }
    },
    staleTime: Infinity,
    gcTime: Infinity,
    retry: 1,
  });
}

async function readSpec(
  digest: Hex,
  gateways: string[],
  signal: AbortSignal,
): Promise<CompetitionSpec> {
  // The first page does not need the schema's library.
  const [{ MAX_SPEC_BYTES, parseSpec }, { cidOfDigest }, { fetchVerified }, { blocks }] =
    await loadPart(() =>
      Promise.all([
        import("../../../protocol/spec/spec.ts"),
        import("../../../miner/ipfs/cid.ts"),
        import("../../../miner/ipfs/fetch.ts"),
        import("./blocks.ts"),
      ])
    );
  const cid = cidOfDigest(hexToBytes(digest));
  const options = { gateways, maxBytes: MAX_SPEC_BYTES, store: blocks, signal };
  return parseSpec(await fetchVerified(cid, options));
}

/** Specs that are read at the same time: a gateway refuses hundreds at once. */
const LANES = 8;
let busy = 0;
const waiting: (() => void)[] = [];

/** Waits for a lane; call what is returned to leave it. */
async function enter(): Promise<() => void> {
  if (busy >= LANES) await new Promise<void>((resolve) => waiting.push(resolve));
  else busy++;
  return () => {
    const next = waiting.shift();
    // The lane is handed on.
    if (next) next();
    else busy--;
  };
}
