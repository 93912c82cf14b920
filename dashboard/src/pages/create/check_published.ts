/**
 * Asking the gateways whether they really give what was published: what no miner can fetch, nobody
 * can judge.
 *
 * @module
 */
import { DemlError, told } from "../../../../protocol/errors.ts";
import { parseCid } from "../../../../miner/ipfs/cid.ts";
import { fetchVerified } from "../../../../miner/ipfs/fetch.ts";
import { tell } from "../../failures/tell.ts";

/** Something published, with its size as it should be. */
export interface Wanted {
  cid: string;
  /** The most that is taken of it */
  bytes: number;
}

/** How long one block may take, in milliseconds: a gateway may have to find it first. */
const PATIENCE = 60_000;

/**
 * Fetches each from the gateways, with nothing kept here to answer for them.
 *
 * @throws DemlError `ipfs` for the first that none gives
 */
export async function checkPublished(
  wanted: Wanted[],
  gateways: string[],
  options: { signal?: AbortSignal; onChecked?: (cid: string) => void },
): Promise<void> {
  for (const { cid, bytes } of wanted) {
    const { signal } = options;
    await fetchVerified(parseCid(cid), { gateways, maxBytes: bytes, timeout: PATIENCE, signal })
      .catch((error) => {
        if (signal?.aborted || !(error instanceof DemlError)) throw error;
        throw told(
          "ipfs",
          tell(error).message,
          "Publish it first; where it is published, wait until a gateway has found it",
          { cause: error },
        );
      });
    options.onChecked?.(cid);
  }
}
