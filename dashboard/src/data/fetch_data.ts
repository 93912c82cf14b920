/**
 * The files of a data set: fetched from the gateways, every block checked, opened where sealed.
 *
 * @module
 */
import { type Hex, hexToBytes } from "viem";
import type { DataBytes } from "../../../miner/dataset/data_set.ts";
import { fileOf, type Part } from "../../../protocol/spec/part.ts";
import { labelsOf } from "../../../protocol/spec/formats.ts";
import { largestFiles } from "../../../protocol/spec/largest_files.ts";
import type { CompetitionSpec } from "../../../protocol/spec/spec.ts";
import { type DemlError, told } from "../../../protocol/errors.ts";
import { parseCid } from "../../../miner/ipfs/cid.ts";
import { fetchVerified } from "../../../miner/ipfs/fetch.ts";
import { namesFile } from "../../../miner/ipfs/names_file.ts";
import { openFile } from "../../../miner/model/envelope.ts";
import { blocks } from "./blocks.ts";

/** What a page may hold of one file, in bytes, where the spec's rows could need more. */
const LARGEST_FILE = 1024 * 1024 * 1024;

/** Which data sets of a competition may be looked at now. */
export function partsOf(spec: CompetitionSpec, testKey: Hex | undefined): Part[] {
  const parts: Part[] = [];
  if (spec.validation) parts.push("validation");
  if (!spec.test.sealed || testKey !== undefined) parts.push("test");
  return parts;
}

/**
 * Fetches a data set.
 *
 * @param options.testKey Opens the test set of a sealed competition, once it is published
 * @param options.files At hand already, in the place of the gateways'; sealed as they are published
 * @throws DemlError `ipfs` or `data`
 */
export async function fetchData(
  spec: CompetitionSpec,
  part: Part,
  options: { gateways: string[]; testKey?: Hex; signal?: AbortSignal; files?: DataBytes },
): Promise<DataBytes> {
  const { gateways, testKey, signal, files } = options;
  const file = fileOf(spec, part);
  const sealed = "sealed" in file ? file.sealed : undefined;
  const most = largestFiles(file, spec.input);
  const get = async (
    which: "data" | "labels",
    cid: string,
    nonce: Hex | undefined,
  ): Promise<Uint8Array> => {
    const own = files?.[which];
    const maxBytes = Math.min(LARGEST_FILE, most[which]);
    const from = { gateways, signal, store: blocks, maxBytes };
    if (own && !await namesFile(parseCid(cid), own)) throw otherFile(cid);
    const bytes = own ?? await fetchVerified(parseCid(cid), from);
    if (nonce === undefined) return bytes;
    if (testKey === undefined) throw closed("The test set is sealed, and its key is not there");
    const opened = await openFile(bytes, hexToBytes(testKey), hexToBytes(nonce));
    if (opened === undefined) throw closed("The test set's key does not open it");
    return opened;
  };
  const data = await get("data", file.cid, sealed?.nonce as Hex | undefined);
  const labels = labelsOf(file);
  if (labels === undefined) return { data };
  const nonce = sealed?.labelsNonce as Hex | undefined;
  return { data, labels: await get("labels", labels, nonce) };
}

function closed(message: string): DemlError {
  return told("data", message, "Look at its validation set, or wait until the organizer opens it");
}

function otherFile(cid: string): DemlError {
  return told(
    "data",
    `The file is not the one that the spec names, ${cid}`,
    "Choose the file as the organizer published it, byte for byte",
  );
}
