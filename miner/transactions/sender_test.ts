import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { decodeFunctionData, type Hex, parseTransaction } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import type { Connection } from "../chain/client.ts";
import { DemlError } from "../../protocol/errors.ts";
import { demlAbi } from "../../protocol/generated/deml.ts";
import { callRecord, CALLS_SCHEMA } from "../journal/calls.ts";
import { createSender, type Write } from "./sender.ts";
import { simulatedNode } from "./simulated_node.ts";

const account = privateKeyToAccount(`0x${"11".repeat(32)}`);
const CONTRACT = "0x0000000000000000000000000000000000000009";

/**
 * A sender whose chain is in memory: it waits a millisecond between two polls, and then blocks
 * arrive.
 */
function bench(changes: { onLook?(): void; signal?: AbortSignal } = {}) {
  const database = new DatabaseSync(":memory:");
  database.exec(CALLS_SCHEMA);
  const node = simulatedNode();
  const sent: Hex[] = [];
  const told: [functionName: string, success: boolean][] = [];
  const final: number[] = [];
  const see = node.see;
  node.see = (...asked) => {
    changes.onLook?.();
    return see(...asked);
  };
  const send = node.send;
  node.send = (raw) => {
    sent.push(raw);
    return send(raw);
  };
  const connection = {
    client: { pollingInterval: 1 },
    chainId: 1,
    genesis: `0x${"ee".repeat(32)}`,
    contract: CONTRACT,
  } as unknown as Connection;
  const sender = createSender(connection, account, {
    record: callRecord(database),
    node,
    signal: changes.signal,
    onMined: ({ functionName }, { success }) => void told.push([functionName, success]),
    onFinal: (_, { block }) => void final.push(block),
  });
  return { node, sender, sent, told, final };
}

const enrol = (id: bigint): Write<"enrol"> => ({
  functionName: "enrol",
  args: [id, `0x${"00".repeat(32)}`],
  purpose: `enrol in ${id}`,
});

Deno.test("calls are mined once each, in the order of their submission", async () => {
  const { node, sender, sent, told } = bench({ onLook: () => node.mine() });
  const mined = await Promise.all([1n, 2n, 3n].map((id) => sender.send(enrol(id))));
  assertEquals(mined.map(({ success }) => success), [true, true, true]);
  assertEquals(told, [["enrol", true], ["enrol", true], ["enrol", true]]);
  const asked = sent.map((raw) => {
    const { nonce = 0, data } = parseTransaction(raw);
    return [nonce, decodeFunctionData({ abi: demlAbi, data: data! }).args?.[0]];
  });
  assertEquals(asked, [[0, 1n], [1, 2n], [2, 3n]]);
  assertEquals(sender.underWay(), []);
});

Deno.test("a mined and reverted call is an error for its caller, and its gas is reported", async () => {
  for (const how of ["send", "start"] as const) {
    const { node, sender, told } = bench({ onLook: () => node.mine() });
    node.succeeds = false;
    const error = await assertRejects(() => sender[how](enrol(1n)), DemlError);
    assertEquals(error.code, "revert");
    assertStringIncludes(error.message, 'revert/mined {"purpose":"enrol in 1"');
    assertEquals(told, [["enrol", false]]);
  }
});

Deno.test("a call whose nonce another transaction took is an error, not a success", async () => {
  const foreign = await account.signTransaction({
    type: "eip1559",
    chainId: 1,
    nonce: 0,
    gas: 21_000n,
    maxFeePerGas: 5_000n,
    maxPriorityFeePerGas: 50n,
  });
  const { node, sender, told } = bench({
    onLook: () => {
      if (node.chain.length === 0) {
        node.dropPool();
        void node.send(foreign);
      }
      node.mine();
    },
  });
  const error = await assertRejects(() => sender.send(enrol(1n)), DemlError);
  assertEquals(error.failure, { kind: "chain/displaced", purpose: "enrol in 1" });
  assertEquals(told, []);
});

Deno.test("what was sent settles once it is deep enough, also if its block was replaced", async () => {
  let blocks = 1;
  const { node, sender, told, final } = bench({
    onLook: () => {
      node.mine(blocks);
      blocks = 1;
    },
  });
  await sender.settle();
  await sender.send(enrol(1n));
  assertEquals([told.length, final], [1, []]);
  node.reorg(1);
  blocks = 0;
  await sender.settle();
  assertEquals([told.length, final.length], [2, 1], "it is mined again, and final once");
  await sender.settle();
});

Deno.test("a signal ends waiting, and what was sent stays under way", async () => {
  const stop = new AbortController();
  const { node, sender, sent } = bench({ onLook: () => stop.abort(), signal: stop.signal });
  await assertRejects(() => sender.send(enrol(1n)), DOMException);
  assertEquals([sent.length, sender.underWay().map(({ purpose }) => purpose)], [1, ["enrol in 1"]]);
  node.mine();
  await assertRejects(() => sender.settle(), DOMException);
});
