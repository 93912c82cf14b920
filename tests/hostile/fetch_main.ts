/**
 * Fetches a file into a store, as a process of its own: `GATEWAY CID FOLDER MOST`. It tells the file's
 * length and the most memory that it had, in bytes.
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
// Elsewhere than on Linux nothing tells the peak.
const status = await Deno.readTextFile("/proc/self/status").catch(() => "");
const peak = 1_024 * Number(/VmHWM:\s*(\d+)/.exec(status)?.[1] ?? 0);
console.log(JSON.stringify({ length, peak: peak || Deno.memoryUsage().rss }));
