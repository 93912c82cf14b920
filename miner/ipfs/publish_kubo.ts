/**
 * Publishing to a Kubo node through its RPC interface: `dag/import` takes CAR files, pins their
 * roots, and announces them. Source: https://docs.ipfs.tech/reference/kubo/rpc/#api-v0-dag-import
 *
 * @module
 */
import { DemlError } from "../../protocol/errors.ts";
import { show } from "../../protocol/text/visible.ts";
import { askHost, type Host, hostAt, other } from "./ask_host.ts";
import { batchesOf, type Block, type Publication, type PublishOptions } from "./blocks.ts";
import { carHeader, carSection } from "./car.ts";
import type { CID } from "./cid.ts";
import type { IpfsFailure } from "./failures.ts";
import { requestTime } from "./limits.ts";

/**
 * Bytes of blocks per request: bounded in memory, and small enough that progress is seen. Browsers
 * cannot send a stream.
 */
const BATCH = 16 * 1024 * 1024;
/** Milliseconds that a node may take to pin a tree which it has. */
const PIN_WITHIN = 120_000;

/**
 * Gives blocks to a Kubo node, which pins the roots recursively.
 *
 * @param url The node's RPC address, e.g. `http://127.0.0.1:5001`; `user:password@` becomes a header
 * @returns The roots, as the node confirmed them
 * @throws DemlError `ipfs/host-…` or `ipfs/not-pinned`, or what the signal was aborted with
 */
export async function publishToKubo(
  url: string,
  { roots, blocks }: Publication,
  { signal, onProgress }: PublishOptions = {},
): Promise<CID[]> {
  const host = hostAt(url);
  const sent = { blocks: 0, bytes: 0 };
  for await (const batch of batchesOf(blocks, BATCH)) {
    await importCar(host, roots, batch, { pin: false, signal });
    sent.blocks += batch.length;
    sent.bytes += batch.reduce((sum, [, bytes]) => sum + bytes.length, 0);
    onProgress?.({ ...sent });
  }
  // Pinning walks the whole tree, so it comes last: a root is pinned only if nothing is missing.
  const answer = await importCar(host, roots, [], { pin: true, signal });
  return roots.filter((root) => requirePinned(host, root, answer));
}

async function importCar(
  host: Host,
  roots: CID[],
  blocks: Block[],
  { pin, signal }: { pin: boolean; signal?: AbortSignal },
): Promise<string> {
  const car = new Blob([carHeader(roots), ...blocks.map(carSection)]);
  const body = new FormData();
  body.append("file", car, "blocks.car");
  return await askHost(host, {
    method: "POST",
    path: "/api/v0/dag/import",
    query: { "pin-roots": String(pin) },
    body,
    within: requestTime(car.size, PIN_WITHIN),
    signal,
  });
}

/** The answer has a line of JSON for each root: its CID, and why it could not be pinned. */
function requirePinned(host: Host, root: CID, answer: string): boolean {
  for (const line of answer.split("\n").filter((line) => line.trim() !== "")) {
    const { cid, error } = pinOf(host, line);
    if (cid !== String(root)) continue;
    if (error === "") return true;
    throw notPinned(host, root, error);
  }
  throw notPinned(host, root, "it says nothing about this root");
}

function pinOf(host: Host, line: string): { cid?: unknown; error: string } {
  try {
    const { Root } = JSON.parse(line);
    return { cid: Root?.Cid?.["/"], error: String(Root?.PinErrorMsg ?? "") };
  } catch {
    throw other(host, line);
  }
}

function notPinned(host: Host, cid: CID, reason: string): DemlError<IpfsFailure> {
  return new DemlError<IpfsFailure>({
    kind: "ipfs/not-pinned",
    host: host.name,
    cid: String(cid),
    reason: show(reason, 300),
  });
}
