/**
 * The spec of a competition, for commands that can also do without it.
 *
 * @module
 */
import { type Hex, hexToBytes } from "viem";
import { DemlError, type Failure } from "../../protocol/errors.ts";
import { type CompetitionSpec, MAX_SPEC_BYTES, parseSpec } from "../../protocol/spec/spec.ts";
import { cidOfDigest } from "../ipfs/cid.ts";
import { fetchVerified } from "../ipfs/fetch.ts";
import type { Invocation } from "./command.ts";
import { gatewaysOf, homeOf } from "./home_option.ts";
import { keptBlocks } from "./kept_blocks.ts";

/** A spec, or why it could not be read. */
export type FoundSpec = { spec: CompetitionSpec } | { failure: Failure };

/** How long a spec may take to arrive, in milliseconds: the rest is shown without it. */
const PATIENCE = 5_000;

/** Finds specs in the home and at the gateways, each once. */
export function specFinder(invocation: Invocation): (digest: Hex) => Promise<FoundSpec> {
  const sources = {
    gateways: gatewaysOf(invocation),
    store: keptBlocks(homeOf(invocation)),
    signal: invocation.signal,
    timeout: PATIENCE,
  };
  return async (digest) => {
    try {
      const cid = cidOfDigest(hexToBytes(digest));
      const bytes = await fetchVerified(cid, { ...sources, maxBytes: MAX_SPEC_BYTES });
      return { spec: parseSpec(bytes) };
    } catch (error) {
      if (!(error instanceof DemlError) || invocation.signal.aborted) throw error;
      return { failure: error.failure };
    }
  };
}
