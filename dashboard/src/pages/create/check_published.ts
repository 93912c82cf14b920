/**
 * Asks the gateways for what was published: what no miner can fetch, nobody can judge.
 *
 * @module
 */
import { DemlError, told } from "../../../../protocol/errors.ts";
import { parseCid } from "../../../../miner/ipfs/cid.ts";
import { fetchable } from "../../../../miner/ipfs/fetchable.ts";
import { tell } from "../../failures/tell.ts";

/** Something published, with its expected size. */
export interface Wanted {
  cid: string;
  /** The most bytes to accept */
  bytes: number;
}

/**
 * Fetches each from the gateways, without blocks that are stored here.
 *
 * @throws DemlError `ipfs` for the first that no gateway returns
 */
export async function checkPublished(
  wanted: Wanted[],
  gateways: string[],
  options: { signal?: AbortSignal; onChecked?: (cid: string) => void },
): Promise<void> {
  for (const { cid, bytes } of wanted) {
    const { signal } = options;
    await fetchable(parseCid(cid), { gateways, signal }, { maxBytes: bytes })
      .catch((error) => {
        if (signal?.aborted || !(error instanceof DemlError)) throw error;
        throw told(
          "ipfs",
          tell(error).message,
          "Publish it first; if it is published, wait until a gateway finds it",
          { cause: error },
        );
      });
    options.onChecked?.(cid);
  }
}
