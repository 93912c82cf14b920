import { assertEquals, assertRejects } from "@std/assert";
import { createPublicClient, encodeAbiParameters, http, toEventSelector, toHex } from "viem";
import { eventOf } from "../../protocol/abi.ts";
import { DemlError } from "../../protocol/errors.ts";
import { sha256 } from "../ipfs/cid.ts";
import { shareBytes } from "../ipfs/shared_bytes.ts";
import type { Connection } from "./client.ts";
import { packageFrom, type Part, readParts } from "./read_package.ts";

const BYTES = new TextEncoder().encode("a package");
const digest = toHex(await sha256(BYTES));
const MODEL = { id: 0, size: BYTES.length, digest };
const part = (bytes: Uint8Array): Part[] => [{ offset: 0, bytes }];

function connection(): Connection {
  return {
    client: createPublicClient({ transport: http("http://127.0.0.1:1") }),
    chainId: 1,
    genesis: digest,
    contract: "0x00000000000000000000000000000000000000aa",
  };
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

Deno.test("parts are read from a node's logs, whatever else it gives", async () => {
  const word = (number: number | bigint) => toHex(number, { size: 32 });
  const topics = [toEventSelector(eventOf("ModelPart")), word(1), word(0)];
  const dataOf = (offset: number, bytes: Uint8Array) =>
    encodeAbiParameters([{ type: "uint256" }, { type: "bytes" }], [BigInt(offset), toHex(bytes)]);
  const first = { topics, data: dataOf(0, BYTES.subarray(0, 4)) };
  const second = { topics, data: dataOf(4, BYTES.subarray(4)) };
  const others = [
    { topics: [], data: second.data },
    { topics: [word(0), word(1), word(0)], data: second.data },
    { topics: [topics[0], word(2), word(0)], data: second.data },
    { topics: [topics[0], word(1), word(7)], data: second.data },
    { topics: [topics[0], "0x?", word(0)], data: second.data },
    { topics, data: "0x" },
    { topics, data: second.data.replaceAll("6", "g") },
    { topics, data: second.data.slice(0, 200) },
    { topics, data: dataOf(2 ** 32, BYTES) },
    { topics, data: 7 },
    { data: second.data },
  ];
  const client = {
    getBlock: ({ blockNumber: number = 99n }: { blockNumber?: bigint } = {}) =>
      Promise.resolve({ number, timestamp: number }),
    request: () => Promise.resolve([first, ...others, second]),
  };
  const times = { registrationEnd: 1, submissionEnd: 2, openingEnd: 2, commitWindow: 1 };
  const parts = await readParts(
    { client, contract: "0x00000000000000000000000000000000000000aa" } as unknown as Connection,
    { id: 1n, ...times },
    MODEL,
  );
  assertEquals(parts, [
    { offset: 0, bytes: BYTES.subarray(0, 4) },
    { offset: 4, bytes: BYTES.subarray(4) },
  ]);
});
