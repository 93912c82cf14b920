import { assertEquals } from "@std/assert";
import { encodeEventTopics, type Hex, numberToHex, RpcRequestError, zeroAddress } from "viem";
import type { Connection } from "../../../miner/chain/client.ts";
import { demlAbi } from "../../../protocol/generated/deml.ts";
import { followEvents } from "./recent.ts";

const CONTRACT = "0x5FbDB2315678afecb367f032d93F642f64180aa3";
const hash = (text: string): Hex => `0x${text.padStart(64, "0")}`;

/** A chain whose events a test chooses. */
function chainOf() {
  const chain = {
    /** By block: its fork's name, and the competition of its event */
    blocks: new Map<number, { fork: string; id?: number }>(),
    fails: false,
    asked: 0,
  };
  const request = ({ params: [{ fromBlock, toBlock }] }: {
    params: [{ fromBlock: string; toBlock: string }];
  }) => {
    chain.asked++;
    if (chain.fails) {
      const error = { code: -32_601, message: "no such method" };
      return Promise.reject(new RpcRequestError({ body: {}, url: "http://a", error }));
    }
    return Promise.resolve(
      [...chain.blocks].flatMap(([number, { fork, id }]) =>
        number < Number(fromBlock) || number > Number(toBlock) || id === undefined ? [] : [{
          address: CONTRACT,
          topics: encodeEventTopics({
            abi: demlAbi,
            eventName: "Registered",
            args: { id: BigInt(id), participant: zeroAddress },
          }),
          data: "0x",
          blockNumber: numberToHex(number),
          blockHash: hash(`${fork}${number}`),
          logIndex: "0x0",
        }]
      ),
    );
  };
  const connection = { client: { request }, contract: CONTRACT } as unknown as Connection;
  const recent = followEvents(connection, { blocks: 10_000n, restUntil: 0 });
  const at = async (number: number, fork = "a", parent = fork) => {
    const { all, ids } = await recent.follow({
      number: BigInt(number),
      hash: hash(`${fork}${number}`),
      parentHash: hash(`${parent}${number - 1}`),
    });
    return all ? "all" : [...ids].sort();
  };
  return { chain, recent, at };
}

Deno.test("a block changes the competitions of its events, and once more at the next", async () => {
  const { chain, at } = chainOf();
  assertEquals(await at(100), []);
  assertEquals([await at(101), chain.asked], [[], 1], "one question per block");
  chain.blocks.set(102, { fork: "a", id: 7 });
  assertEquals(await at(102), [7]);
  chain.blocks.set(103, { fork: "a", id: 9 });
  assertEquals(await at(103), [7, 9], "endpoints behind a balancer may be a block behind");
  assertEquals([await at(106), await at(107)], [[9], []]);
  assertEquals(chain.asked, 5);
});

Deno.test("what a reorganisation takes away, moves or adds has changed", async () => {
  const { chain, at } = chainOf();
  await at(100);
  chain.blocks.set(102, { fork: "a", id: 7 });
  assertEquals([await at(102), await at(103), await at(104)], [[7], [7], []]);
  chain.blocks.set(102, { fork: "b", id: 7 });
  chain.blocks.set(103, { fork: "b", id: 8 });
  assertEquals(await at(106, "b"), [7, 8]);
  // One that is seen as such, by the parent's hash.
  assertEquals(await at(107, "c", "d"), "all");
});

Deno.test("without logs, or after long absence, everything may have changed", async () => {
  const { chain, recent, at } = chainOf();
  await at(100);
  chain.fails = true;
  assertEquals(await at(101), "all");
  chain.fails = false;
  assertEquals(await at(102), []);
  assertEquals(await at(5_000), "all");
  assertEquals(recent.since(4_990n), undefined);
  assertEquals(await at(90), "all", "a chain that went back");
});

Deno.test("recent logs are known without a question, as far back as they were read", async () => {
  const { chain, recent, at } = chainOf();
  await at(100);
  chain.blocks.set(95, { fork: "a", id: 1 });
  chain.blocks.set(101, { fork: "a", id: 2 });
  assertEquals(await at(101), [2], "earlier events are not new");
  assertEquals(recent.since(84n), undefined);
  assertEquals(recent.since(85n)?.logs.length, 2);
  assertEquals(recent.since(96n)?.logs.length, 1);
});
