/**
 * The inflate against its peers. Contract: the compressed bytes are the caller's, and copying them
 * into the core counts; the size of the content is known; the content stays in the core's memory
 * (view). The checksum is verified. `ours, owned` also copies the content out.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import type { Core } from "../../core-wasm/mod.ts";
import { call, compare, type Contender, type Times } from "./core_measure.ts";
import type { Payload } from "./core_payloads.ts";
import { type Inflate, inflateFflate, inflateZlib } from "./core_peers.ts";

/** Times a payload. */
export async function timeInflate(
  core: Core,
  payload: Payload,
  peers: Record<string, Inflate>,
  rounds: number,
): Promise<Times> {
  const all = { fflate: inflateFflate, zlib: inflateZlib, ...peers };
  return await compare(contenders(core, payload, all), rounds);
}

function contenders(
  core: Core,
  { content, stream }: Payload,
  peers: Record<string, Inflate>,
): Contender[] {
  const size = content.length;
  if (Buffer.compare(core.inflate(stream, size, size), content) !== 0) {
    throw new Error("The core gives different bytes");
  }
  const target = new Uint8Array(size);
  return [
    call("ours", () => core.scope((views) => void views.inflate(views.put(stream), size, size))),
    call("ours, owned", () => core.inflate(stream, size, size)),
    ...Object.entries(peers).map(([name, inflate]) => call(name, () => inflate(stream, target))),
  ];
}
