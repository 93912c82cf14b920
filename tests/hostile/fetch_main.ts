/**
 * Fetches a file into a store, as its own process: `GATEWAY CID FOLDER MOST`. It prints the file's
 * length and its peak memory, in bytes.
 *
 * @module
 */
import { openBlockStore } from "../../miner/ipfs/block_store.ts";
import { parseCid } from "../../miner/ipfs/cid.ts";
import { fetchFile } from "../../miner/ipfs/fetch.ts";

const [gateway, cid, folder, most] = Deno.args;
const store = await openBlockStore(folder!);
const options = { gateways: [gateway!], maxBytes: Number(most), store };
const { length } = await fetchFile(parseCid(cid!), options);
// Only Linux reports the peak.
const status = await Deno.readTextFile("/proc/self/status").catch(() => "");
const peak = 1_024 * Number(/VmHWM:\s*(\d+)/.exec(status)?.[1] ?? 0);
console.log(JSON.stringify({ length, peak: peak || Deno.memoryUsage().rss }));
