import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  encodeAbiParameters,
  encodeEventTopics,
  HttpRequestError,
  numberToHex,
  RpcRequestError,
  zeroHash,
} from "viem";
import type { Connection } from "../../../miner/chain/client.ts";
import { demlAbi } from "../../../protocol/generated/deml.ts";
import { eventsOf } from "./events.ts";
import { readLogs } from "./read_logs.ts";
import { CREATED, topicsOf } from "./topics.ts";

const CONTRACT = "0x5FbDB2315678afecb367f032d93F642f64180aa3";
const URL = "http://127.0.0.1:1";

/** A node that gives so many blocks at once, with an event in each block. */
function nodeOf(limit: bigint, message: string, code = -32_602) {
  const asked: bigint[] = [];
  const node = { limited: 0, created: -1n };
  const request = ({ params: [{ fromBlock, toBlock }] }: {
    params: [{ fromBlock: string; toBlock: string }];
  }) => {
    const [from, to] = [BigInt(fromBlock), BigInt(toBlock)];
    asked.push(to - from + 1n);
    if (node.limited-- > 0) {
      const headers = new Headers({ "retry-after": "1" });
      return Promise.reject(new HttpRequestError({ url: URL, status: 429, headers }));
    }
    if (to - from + 1n > limit) {
      const error = { code, message };
      return Promise.reject(new RpcRequestError({ body: {}, url: URL, error }));
    }
    return Promise.resolve(Array.from({ length: Number(to - from + 1n) }, (_, index) => ({
      address: CONTRACT,
      topics: from + BigInt(index) === node.created ? [CREATED] : encodeEventTopics({
        abi: demlAbi,
        eventName: "RoundExpired",
        args: { id: 1n, round: 0n },
      }),
      data: encodeAbiParameters([{ type: "uint256" }], [2n]),
      blockNumber: numberToHex(from + BigInt(index)),
      blockTimestamp: numberToHex(12n * (from + BigInt(index))),
      blockHash: zeroHash,
      transactionHash: zeroHash,
      transactionIndex: "0x0",
      logIndex: "0x0",
      removed: false,
    })));
  };
  const connection = { client: { request }, contract: CONTRACT } as unknown as Connection;
  return { connection, asked, node };
}

const unlimited = () => ({ blocks: 2n ** 40n, restUntil: 0 });
const wanted = (from: bigint, to: bigint) => ({ topics: topicsOf(1n), from, to });

Deno.test("each block's events are read once and in order, in however many ranges", async () => {
  for (const [from, to] of [[5n, 5n], [5n, 9n], [0n, 4_000n], [7n, 4_098n]] as const) {
    for (const words of ["block range too large", "query returned more than 10 results", "no"]) {
      for (const limit of [10_000n, 1_500n, 61n]) {
        const { connection } = nodeOf(limit, words);
        const logs = await readLogs(connection, wanted(from, to), unlimited());
        const events = eventsOf(logs, 1n, CONTRACT);
        const blocks = Array.from({ length: Number(to - from) + 1 }, (_, at) => from + BigInt(at));
        assertEquals(events.map(({ blockNumber }) => blockNumber), blocks, `${words}, ${limit}`);
        assertEquals(events.at(-1)!.time, 12 * Number(to));
      }
    }
  }
});

Deno.test("a limit that the node names is believed after one refusal, and remembered", async () => {
  const { connection, asked } = nodeOf(1_000n, "range is too large, max is 1k blocks");
  const limit = unlimited();
  await readLogs(connection, wanted(0n, 9_999n), limit);
  assertEquals([asked[0], asked.length, limit.blocks], [10_000n, 11, 1_000n]);
  await readLogs(connection, wanted(0n, 1_999n), limit);
  assertEquals(asked.length, 13, "nothing is asked that would be refused");
});

Deno.test("too many requests: it waits, and asks for the same", async () => {
  const { connection, asked, node } = nodeOf(1_000n, "");
  node.limited = 1;
  const limit = unlimited();
  const started = performance.now();
  await readLogs(connection, wanted(0n, 99n), limit);
  assertEquals([asked, limit.blocks], [[100n, 100n], 2n ** 40n]);
  assert(performance.now() - started > 900, "as long as the node asked");
});

Deno.test("too many requests for long: it gives up, and learns nothing about ranges", async () => {
  const { connection, asked } = nodeOf(0n, "limited to 25 requests per second", 429);
  const limit = unlimited();
  const { setTimeout } = globalThis;
  globalThis.setTimeout = ((then: () => void) => setTimeout(then, 0)) as typeof setTimeout;
  try {
    await assertRejects(
      () => readLogs(connection, wanted(0n, 99n), limit),
      Error,
      "25 requests",
    );
  } finally {
    globalThis.setTimeout = setTimeout;
  }
  assertEquals(asked, Array(8).fill(100n), "it asks for the same each time");
  assertEquals(limit.blocks, 2n ** 40n);
});

Deno.test("the newest are read first, and nothing before a competition's creation", async () => {
  const { connection, asked, node } = nodeOf(100n, "limited to 100 blocks");
  node.created = 9_950n;
  const limit = { blocks: 100n, restUntil: 0 };
  await readLogs(connection, {
    ...wanted(0n, 9_999n),
    enough: (logs) => logs.some(({ topics: [selector] }) => selector === CREATED),
  }, limit);
  assert(asked.length <= 5, `${asked.length} requests`);
});

Deno.test("an empty range makes no request, and a refusal of another kind is an error", async () => {
  const none = nodeOf(10n, "no");
  assertEquals(await readLogs(none.connection, wanted(6n, 5n), unlimited()), []);
  assertEquals(none.asked.length, 0);
  const other = nodeOf(0n, "the method is not available", -32_601);
  await assertRejects(
    () => readLogs(other.connection, wanted(0n, 4_000n), unlimited()),
    Error,
    "not available",
  );
  assertEquals(other.asked.length, 1);
});
