import { assertEquals, assertRejects } from "@std/assert";
import { encodeAbiParameters, encodeEventTopics, numberToHex, zeroHash } from "viem";
import type { Connection } from "../../../miner/chain/client.ts";
import { demlAbi } from "../../../protocol/generated/deml.ts";
import { readLogs } from "./read_logs.ts";

const CONTRACT = "0x5FbDB2315678afecb367f032d93F642f64180aa3";

/** A node that gives so many blocks at once, with an event in each block. */
function nodeOf(limit: bigint) {
  let asked = 0;
  const request = ({ params: [{ fromBlock, toBlock }] }: {
    params: [{ fromBlock: string; toBlock: string }];
  }) => {
    asked++;
    const [from, to] = [BigInt(fromBlock), BigInt(toBlock)];
    if (to - from + 1n > limit) return Promise.reject(new Error("too many blocks"));
    const count = Math.max(0, Number(to - from + 1n));
    return Promise.resolve(Array.from({ length: count }, (_, index) => ({
      address: CONTRACT,
      topics: encodeEventTopics({
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
  return { connection, asked: () => asked };
}

Deno.test("each block's events are read once and in order, in however many ranges", async () => {
  for (const [from, to] of [[5n, 5n], [5n, 9n], [0n, 4_000n], [7n, 4_098n]] as const) {
    for (const limit of [10_000n, 1_500n, 500n]) {
      const events = await readLogs(nodeOf(limit).connection, 1n, from, to);
      const blocks = Array.from({ length: Number(to - from) + 1 }, (_, at) => from + BigInt(at));
      assertEquals(events.map(({ blockNumber }) => blockNumber), blocks, `${from}, ${limit}`);
      assertEquals(events.at(-1)!.time, 12 * Number(to));
    }
  }
});

Deno.test("an empty range makes no request, and a node that refuses even a small range is an error", async () => {
  const none = nodeOf(10n);
  assertEquals(await readLogs(none.connection, 1n, 6n, 5n), []);
  assertEquals(none.asked(), 0);
  await assertRejects(() => readLogs(nodeOf(10n).connection, 1n, 0n, 4_000n), Error, "too many");
});
