/**
 * The test set that models are judged on: fetched by its CID, opened where it is sealed.
 *
 * Blocks are kept in the store as they are published; opened, a test set lives in the evaluator's
 * children alone, which hold it until another is wanted.
 *
 * @module
 */
import { type Hex, hexToBytes } from "viem";
import type { CompetitionSpec } from "../dataset/spec.ts";
import { DemlError } from "../errors.ts";
import type { EvaluatorCompetition } from "../evaluation/evaluator.ts";
import { parseCid } from "../ipfs/cid.ts";
import { fetchVerified } from "../ipfs/fetch.ts";
import { openFile } from "../model/envelope.ts";
import type { MinerContext } from "./context.ts";

/** What a data set may weigh, in bytes: one that does not fit is not evaluated. */
const LARGEST_DATA = 4 * 1024 * 1024 * 1024;

/**
 * Fetches a test set, and opens it where the spec says that it is sealed.
 *
 * @param testKey The key on the chain, 32 bytes
 * @throws DemlError `ipfs` when nobody has it, `data` when it cannot be opened: the fault is not the
 * models', so this miner abstains
 */
export async function fetchTestSet(
  context: Pick<MinerContext, "sources" | "signal">,
  spec: CompetitionSpec,
  testKey: Hex | undefined,
): Promise<EvaluatorCompetition> {
  const { test } = spec;
  const { sealed } = test;
  if (sealed && testKey === undefined) throw closed("its key is not on the chain");
  const get = async (cid: string, nonce: string | undefined) => {
    const options = { ...context.sources, maxBytes: LARGEST_DATA, signal: context.signal };
    const bytes = await fetchVerified(parseCid(cid), options);
    if (nonce === undefined) return bytes;
    const opened = await openFile(bytes, hexToBytes(testKey!), hexToBytes(nonce as Hex));
    if (opened === undefined) throw closed(`the key on the chain does not open ${cid}`);
    return opened;
  };
  const data = await get(test.cid, sealed?.nonce);
  const labels = test.format === "csv" ? undefined : await get(test.labels, sealed?.labelsNonce);
  return { spec, part: "test", data, labels, ...(sealed && { testKey }) };
}

function closed(because: string): DemlError {
  return new DemlError(
    "data",
    `The test set is sealed: ${because}`,
    "Nothing is to do here: without judged models the buy-ins go back at the end",
  );
}
