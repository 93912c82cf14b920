/**
 * The test set that models are judged on: fetched by its CID, opened where it is sealed.
 *
 * Blocks are kept in the store as they are published; opened, a test set lives in the evaluator's
 * children alone, which hold it until another is wanted. Here it only passes through, part by part.
 *
 * @module
 */
import { type Hex, hexToBytes } from "viem";
import { labelsOf } from "../../protocol/spec/formats.ts";
import { largestFiles } from "../../protocol/spec/largest_files.ts";
import type { CompetitionSpec } from "../../protocol/spec/spec.ts";
import { DemlError } from "../../protocol/errors.ts";
import type { EvaluatorCompetition } from "../evaluation/host/evaluator.ts";
import { parseCid } from "../ipfs/cid.ts";
import { fetchFile } from "../ipfs/fetch.ts";
import type { StreamedFile } from "../ipfs/open_file.ts";
import type { Fetching } from "./context.ts";
import { openStreamed } from "./open_streamed.ts";
import type { DutyFailure } from "./failures.ts";

/** The files of a test set as they are published: of a sealed one, its ciphertext. */
export interface PublishedTestSet {
  data: StreamedFile;
  /** Where they are a file of their own */
  labels: StreamedFile | undefined;
}

/**
 * Fetches the files of a test set. A sealed one is public from the start, so a miner can have it in hand
 * before it deposits anything.
 *
 * @throws DemlError `ipfs` when nobody has it: this miner can say nothing about it
 */
export async function fetchPublished(
  { sources, signal }: Fetching,
  { test, input }: CompetitionSpec,
): Promise<PublishedTestSet> {
  const most = largestFiles(test, input);
  const get = (cid: string, maxBytes: number) =>
    fetchFile(parseCid(cid), { ...sources, maxBytes, signal });
  const data = await get(test.cid, most.data);
  const labels = labelsOf(test);
  return { data, labels: labels === undefined ? undefined : await get(labels, most.labels) };
}

/**
 * Opens a test set where the spec says that it is sealed.
 *
 * @param testKey The key on the chain, 32 bytes
 * @throws DemlError `data` when it cannot be opened: the fault is not the models'
 */
export async function openPublished(
  spec: CompetitionSpec,
  { data, labels }: PublishedTestSet,
  testKey: Hex | undefined,
): Promise<EvaluatorCompetition> {
  const { sealed } = spec.test;
  if (sealed === undefined) return { spec, part: "test", data, labels };
  if (testKey === undefined) throw closed("no-key");
  const open = async (file: StreamedFile, nonce: string | undefined, what: "data" | "labels") => {
    if (nonce === undefined) return file;
    const opened = await openStreamed(file, hexToBytes(testKey), hexToBytes(nonce as Hex));
    if (opened === undefined) throw closed(what);
    return opened;
  };
  return {
    spec,
    part: "test",
    data: await open(data, sealed.nonce, "data"),
    labels: labels && await open(labels, sealed.labelsNonce, "labels"),
    testKey,
  };
}

/**
 * Fetches a test set, and opens it.
 *
 * @throws DemlError `ipfs` or `data`: this miner abstains
 */
export async function fetchTestSet(
  context: Fetching,
  spec: CompetitionSpec,
  testKey: Hex | undefined,
): Promise<EvaluatorCompetition> {
  // Where its key is missing, nothing needs to be fetched.
  if (spec.test.sealed && testKey === undefined) throw closed("no-key");
  return await openPublished(spec, await fetchPublished(context, spec), testKey);
}

function closed(because: "no-key" | "data" | "labels"): DemlError<DutyFailure> {
  return new DemlError<DutyFailure>({ kind: "data/test-set-closed", because });
}
