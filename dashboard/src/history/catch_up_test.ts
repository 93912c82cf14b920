import { assertEquals } from "@std/assert";
import {
  type Address,
  encodeAbiParameters,
  encodeEventTopics,
  getAddress,
  type Hex,
  numberToHex,
  zeroHash,
} from "viem";
import type { Connection } from "../../../miner/chain/client.ts";
import { demlAbi } from "../../../protocol/generated/deml.ts";
import { catchUp } from "./catch_up.ts";

const CONTRACT = "0x5FbDB2315678afecb367f032d93F642f64180aa3";

/** A chain on which one participant registers in each block; its account is the block's number. */
function growingChain() {
  const chain = { head: 0n, shift: 0n, asked: [] as [from: bigint, to: bigint][] };
  const accountIn = (block: bigint): Address => getAddress(numberToHex(block, { size: 20 }));
  const request = ({ params: [{ fromBlock, toBlock }] }: {
    params: [{ fromBlock: string; toBlock: string }];
  }) => {
    const [from, to] = [BigInt(fromBlock), BigInt(toBlock)];
    chain.asked.push([from, to]);
    return Promise.resolve(Array.from({ length: Number(to - from + 1n) }, (_, index) => {
      const block = from + BigInt(index);
      // Blocks that were replaced hold others.
      const participant = accountIn(block > chain.head - 5n ? block + chain.shift : block);
      return {
        address: CONTRACT,
        topics: encodeEventTopics({
          abi: demlAbi,
          eventName: "Registered",
          args: { id: 1n, participant },
        }),
        data: encodeAbiParameters([], []),
        blockNumber: numberToHex(block),
        blockHash: zeroHash,
        transactionHash: zeroHash,
        transactionIndex: "0x0",
        logIndex: "0x0",
        removed: false,
      };
    }));
  };
  const client = {
    request,
    getBlockNumber: () => Promise.resolve(chain.head),
    getBlock: () => Promise.resolve({ hash: zeroHash }),
  };
  const connection = { client, contract: CONTRACT } as unknown as Connection;
  const participants = async (fromBlock: bigint, genesis: string) => {
    const source = {
      connection,
      genesis: genesis as Hex,
      fromBlock,
      limit: { blocks: 10_000n, restUntil: 0 },
      recent: { since: () => undefined },
    };
    return (await catchUp(source, 1n)).participants.map(BigInt);
  };
  return { chain, participants };
}

const upTo = (from: bigint, to: bigint) =>
  Array.from({ length: Number(to - from) + 1 }, (_, index) => from + BigInt(index));

Deno.test("each block is reported once, however far the chain has advanced between two reads", async () => {
  const { chain, participants } = growingChain();
  for (const head of [3n, 3n, 10n, 17n, 18n, 40n, 41n, 400n]) {
    chain.head = head;
    assertEquals(await participants(2n, "growing"), upTo(2n, head), `head ${head}`);
  }
  const [from] = chain.asked.at(-1)!;
  assertEquals(from, 26n, "what is settled is not read again: sixteen blocks below the last head");
});

Deno.test("replaced blocks are reported in their current form", async () => {
  const { chain, participants } = growingChain();
  chain.head = 30n;
  await participants(0n, "replaced");
  chain.shift = 1_000n;
  assertEquals(await participants(0n, "replaced"), [
    ...upTo(0n, 25n),
    ...upTo(1_026n, 1_030n),
  ]);
});
