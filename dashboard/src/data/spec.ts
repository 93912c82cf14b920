/**
 * The spec of a competition: fetched by its digest, checked, kept.
 *
 * @module
 */
import { skipToken, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { type Hex, hexToBytes } from "viem";
import type { CompetitionSpec } from "../../../protocol/spec/spec.ts";
import { useApp } from "../context.ts";
import { loadPart } from "../parts/load_part.ts";

/** Reads a competition's spec; an error says that it is not published, or is wrong. */
export function useSpec(digest: Hex | undefined): UseQueryResult<CompetitionSpec> {
  const { settings: { gateways } } = useApp();
  return useQuery({
    queryKey: ["spec", digest],
    // The first page does not need the schema's library.
    queryFn: digest === undefined ? skipToken : async ({ signal }) => {
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
    },
    staleTime: Infinity,
    gcTime: Infinity,
    retry: 1,
  });
}
