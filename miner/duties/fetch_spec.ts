/**
 * The spec of a competition, by its digest.
 *
 * @module
 */
import { type Hex, hexToBytes } from "viem";
import { type CompetitionSpec, MAX_SPEC_BYTES, parseSpec } from "../../protocol/spec/spec.ts";
import { cidOfDigest } from "../ipfs/cid.ts";
import { fetchVerified } from "../ipfs/fetch.ts";
import type { Fetching } from "./context.ts";

/** Fetches and checks the spec of a competition. */
export async function fetchSpec(
  { sources, signal }: Fetching,
  digest: Hex,
): Promise<CompetitionSpec> {
  const cid = cidOfDigest(hexToBytes(digest));
  return parseSpec(await fetchVerified(cid, { ...sources, maxBytes: MAX_SPEC_BYTES, signal }));
}
