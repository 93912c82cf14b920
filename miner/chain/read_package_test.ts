import { assertEquals, assertRejects } from "@std/assert";
import { toHex } from "viem";
import { DemlError } from "../../protocol/errors.ts";
import { sha256 } from "../ipfs/cid.ts";
import { shareBytes } from "../ipfs/shared_bytes.ts";
import { type Connection, connectionTo } from "./client.ts";
import { packageFrom, type Part } from "./read_package.ts";

const BYTES = new TextEncoder().encode("a package");
const digest = toHex(await sha256(BYTES));
const MODEL = { id: 0, size: BYTES.length, digest };
const part = (bytes: Uint8Array): Part[] => [{ offset: 0, bytes }];

function connection(): Connection {
  const at = {
    chainId: 1,
    genesis: digest,
    contract: "0x00000000000000000000000000000000000000aa",
  };
  return connectionTo(["http://127.0.0.1:1"], at as Connection);
}

Deno.test("miners of one endpoint read a package once", async () => {
  const [one, shared] = [connection(), shareBytes()];
  let reads = 0;
  const read = () => Promise.resolve((reads++, part(BYTES)));
  const get = () => packageFrom(one, { id: 1n }, MODEL, read, shared);
  assertEquals(await Promise.all([get(), get(), get()]), [BYTES, BYTES, BYTES]);
  assertEquals(await get(), BYTES);
  assertEquals(reads, 1);
});

Deno.test("a place that claims another's digest is judged by its own bytes, and so is each node", async () => {
  const [one, shared] = [connection(), shareBytes()];
  const otherBytes = () => Promise.resolve(part(BYTES.toReversed()));
  const get = (
    from: Connection,
    model = MODEL,
    competition = 1n,
    read = () => Promise.resolve(part(BYTES)),
  ) => packageFrom(from, { id: competition }, model, read, shared);
  assertEquals(await get(one), BYTES);
  assertEquals(await get(one, { ...MODEL, id: 1 }, 1n, otherBytes), undefined, "another place");
  assertEquals(await get(one, MODEL, 2n, otherBytes), undefined, "another competition");
  assertEquals(await get(connection(), MODEL, 1n, otherBytes), undefined, "another node");
  assertEquals(await get(one, { ...MODEL, id: 1 }), BYTES, "what differs is not kept");
});

Deno.test("a package that one node withholds is read by the next miner", async () => {
  const [one, shared] = [connection(), shareBytes()];
  const answers = [[], part(BYTES)];
  const read = () => Promise.resolve(answers.shift()!);
  const get = () => packageFrom(one, { id: 1n }, MODEL, read, shared);
  const failing = assertRejects(get, DemlError);
  assertEquals(await get(), BYTES);
  assertEquals((await failing).code, "chain");
});
