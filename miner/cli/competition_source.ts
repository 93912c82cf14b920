/**
 * `--competition ID|SPEC`: a competition on the chain, or a spec in a file or at a CID.
 *
 * @module
 */
import { hexToBytes } from "viem";
import { CHAIN_OPTIONS, openConnection } from "./chain_option.ts";
import { readCompetition } from "../chain/read_competition.ts";
import type { Competition } from "../../protocol/state/competition.ts";
import { type CompetitionSpec, MAX_SPEC_BYTES, parseSpec } from "../../protocol/spec/spec.ts";
import { readFile } from "../base/read_file.ts";
import { type CID, cidOfDigest, parseCid } from "../ipfs/cid.ts";
import { type FetchOptions, fetchVerified } from "../ipfs/fetch.ts";
import { type Invocation, type Option, usage } from "./command.ts";
import { requireCompetition } from "./competition_option.ts";
import { GATEWAY_OPTION, gatewaysOf, HOME_OPTION, homeOf } from "./home_option.ts";
import { keptBlocks } from "./kept_blocks.ts";

/** The flags of every command that judges a model by a competition's spec. */
export const SOURCE_OPTIONS: Option[] = [
  {
    name: "competition",
    value: "ID|SPEC",
    help: "Number of a competition on the chain, or a spec: its file, or its CID",
  },
  ...CHAIN_OPTIONS,
  GATEWAY_OPTION,
  HOME_OPTION,
];

/** A spec and where it came from. */
export interface CompetitionSource {
  spec: CompetitionSpec;
  /** If it is on a chain */
  competition: Competition | undefined;
  /** What fetches the data that the spec names */
  sources: Omit<FetchOptions, "maxBytes">;
}

/** Finds the competition that a command line names. */
export async function competitionSource(invocation: Invocation): Promise<CompetitionSource> {
  const named = invocation.text("competition");
  if (named === undefined) {
    throw usage(invocation.command, "--competition is missing: a number, or a spec's file or CID");
  }
  const store = keptBlocks(homeOf(invocation));
  const sources = { gateways: gatewaysOf(invocation), store, signal: invocation.signal };
  const fetchSpec = async (cid: CID) =>
    parseSpec(await fetchVerified(cid, { ...sources, maxBytes: MAX_SPEC_BYTES }));
  if (/^[1-9]\d{0,15}$/.test(named)) {
    const connection = await openConnection(invocation);
    const id = await requireCompetition(connection, BigInt(named));
    const competition = await readCompetition(connection, id);
    const spec = await fetchSpec(cidOfDigest(hexToBytes(competition.specDigest)));
    return { spec, competition, sources };
  }
  const cid = /^b[a-z2-7]{50,110}$/.test(named) ? parseCid(named) : undefined;
  const spec = cid ? await fetchSpec(cid) : parseSpec(await readFile(named));
  return { spec, competition: undefined, sources };
}
