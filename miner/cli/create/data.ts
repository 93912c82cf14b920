/**
 * The files of a planned competition: read from disk, or fetched if they have been published.
 *
 * @module
 */
import { told } from "../../../protocol/errors.ts";
import type { Part } from "../../../protocol/spec/part.ts";
import { readFile } from "../../base/read_file.ts";
import { parseCid } from "../../ipfs/cid.ts";
import { fetchVerified } from "../../ipfs/fetch.ts";
import type { PlannedData } from "../../organizer/plan.ts";
import type { Invocation } from "../command.ts";
import { gatewaysOf, homeOf } from "../home_option.ts";
import { keptBlocks } from "../kept_blocks.ts";

/** The bytes of a data set's files. */
export interface PartBytes {
  data: Uint8Array<ArrayBuffer>;
  labels?: Uint8Array<ArrayBuffer>;
  /** Their CIDs, if they have been published */
  cids?: { data: string; labels?: string };
}

/** The most bytes of a published file that an organizer checks. */
const LARGEST = 2 ** 32;

/** Reads or fetches one data set; undefined if the plan has none. */
export async function readPart(
  invocation: Invocation,
  part: Part,
  planned: PlannedData | undefined,
): Promise<PartBytes | undefined> {
  const { file, labelsFile, cid, labels } = planned ?? {};
  if (file !== undefined) {
    return {
      data: await readFile(file),
      ...(labelsFile !== undefined && { labels: await readFile(labelsFile) }),
    };
  }
  if (cid === undefined) return undefined;
  const gateways = gatewaysOf(invocation);
  if (gateways.length === 0) {
    throw told(
      "usage",
      `The ${part} set is at ${cid}, and there is no gateway to fetch it from`,
      "Give --gateway URL, or the file itself",
    );
  }
  const store = keptBlocks(homeOf(invocation));
  const get = async (wanted: string) => {
    invocation.terminal.progress(`Fetching ${wanted}`);
    const { signal } = invocation;
    const options = { gateways, store, signal, maxBytes: LARGEST };
    return new Uint8Array(await fetchVerified(parseCid(wanted), options));
  };
  return {
    data: await get(cid),
    ...(labels !== undefined && { labels: await get(labels) }),
    cids: { data: cid, ...(labels !== undefined && { labels }) },
  };
}
