/**
 * The test set that models are judged on: fetched by its CID, and opened if it is sealed.
 *
 * The store keeps blocks as published; an opened test set is only in the evaluator's children,
 * until they need another. Here it only passes through, part by part.
 *
 * @module
 */
import { type Hex, hexToBytes } from "viem";
import { labelsOf } from "../../protocol/spec/formats.ts";
import { largestFiles } from "../../protocol/spec/largest_files.ts";
import { claimSpecOf } from "../../protocol/spec/claim_spec.ts";
import type { CompetitionSpec, DataFile, InputSpec } from "../../protocol/spec/spec.ts";
import { DemlError } from "../../protocol/errors.ts";
import type { EvaluatorCompetition } from "../evaluation/host/evaluator.ts";
import { parseCid } from "../ipfs/cid.ts";
import { fetchFile } from "../ipfs/fetch.ts";
import type { StreamedFile } from "../ipfs/open_file.ts";
import type { Fetching } from "./context.ts";
import { openStreamed } from "./open_streamed.ts";
import type { DutyFailure } from "./failures.ts";

/** The files of a test set as published: ciphertext if it is sealed. */
export interface PublishedTestSet {
  data: StreamedFile;
  /** If they are a separate file */
  labels: StreamedFile | undefined;
}

/**
 * Fetches the files of a test set. A sealed one is public from the start, so a miner can fetch it
 * before it deposits anything.
 *
 * @throws DemlError `ipfs` if nobody has it: this miner cannot judge it
 */
export async function fetchPublished(
  { sources, signal }: Fetching,
  { test, input }: CompetitionSpec,
): Promise<PublishedTestSet> {
  return await fetchFiles({ sources, signal }, test, input);
}

/**
 * Fetches the public part of a test set, on which authors claim scores, for the engine that is the
 * same on every machine.
 *
 * @returns undefined if the competition has none
 * @throws DemlError `ipfs` if nobody has it: this miner cannot check any claim
 */
export async function fetchPublicPart(
  { sources, signal }: Fetching,
  spec: CompetitionSpec,
): Promise<EvaluatorCompetition | undefined> {
  if (!spec.claims || spec.validation === undefined) return undefined;
  const files = await fetchFiles({ sources, signal }, spec.validation, spec.input);
  return { spec: claimSpecOf(spec), part: "validation", ...files };
}

async function fetchFiles(
  { sources, signal }: Fetching,
  file: DataFile,
  input: InputSpec,
): Promise<PublishedTestSet> {
  const most = largestFiles(file, input);
  const get = (cid: string, maxBytes: number) =>
    fetchFile(parseCid(cid), { ...sources, maxBytes, signal });
  const data = await get(file.cid, most.data);
  const labels = labelsOf(file);
  return { data, labels: labels === undefined ? undefined : await get(labels, most.labels) };
}

/**
 * Opens a test set if the spec says that it is sealed.
 *
 * @param testKey The key on the chain, 32 bytes
 * @throws DemlError `data` if it cannot be opened: that is not the models' fault
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
  // Without its key, nothing needs to be fetched.
  if (spec.test.sealed && testKey === undefined) throw closed("no-key");
  return await openPublished(spec, await fetchPublished(context, spec), testKey);
}

function closed(because: "no-key" | "data" | "labels"): DemlError<DutyFailure> {
  return new DemlError<DutyFailure>({ kind: "data/test-set-closed", because });
}
