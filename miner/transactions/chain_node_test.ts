import { assert, assertEquals } from "@std/assert";
import { createPublicClient, type Hex, zeroHash } from "viem";
import { serveEndpoint } from "../../tests/hostile/endpoints.ts";
import { openEndpoints } from "../chain/endpoints.ts";
import { boundedHttp } from "../chain/transport.ts";
import { chainNode } from "./chain_node.ts";

const ME = `0x${"ab".repeat(20)}` as const;
const HASH: Hex = `0x${"cd".repeat(32)}`;

Deno.test("a transaction that is mined in the middle of a poll is not mistaken for another's", async () => {
  let mined = false;
  const endpoint = serveEndpoint({
    answer({ method }) {
      switch (method) {
        case "eth_getTransactionCount":
          // The node answered the rest of this request before the block arrived.
          setTimeout(() => mined = true);
          return { result: "0x1" };
        case "eth_getTransactionReceipt":
          return { result: mined ? receipt : null };
        case "eth_getTransactionByHash":
          return { result: null };
        default:
          return undefined;
      }
    },
  });
  try {
    const client = createPublicClient({ transport: boundedHttp(endpoint.url, { batch: true }) });
    const seen = await chainNode(client, 1).see(ME, [{ nonce: 0, attempts: [{ hash: HASH }] }]);
    assertEquals(seen.nonce, 1);
    assertEquals([...seen.mined.keys()], [HASH]);
  } finally {
    await endpoint.close();
  }
});

Deno.test("a node that still indexes has not found a transaction yet, which is not fatal", async () => {
  const indexing = { error: { code: -32_000, message: "transaction indexing is in progress" } };
  const endpoint = serveEndpoint({
    answer: ({ method }) =>
      method === "eth_getTransactionReceipt" || method === "eth_getTransactionByHash"
        ? indexing
        : method === "eth_getTransactionCount"
        ? { result: "0x0" }
        : undefined,
  });
  try {
    const client = createPublicClient({ transport: boundedHttp(endpoint.url, { batch: true }) });
    const seen = await chainNode(client, 1).see(ME, [{ nonce: 0, attempts: [{ hash: HASH }] }]);
    assertEquals([seen.mined.size, seen.known.size], [0, 0]);
  } finally {
    await endpoint.close();
  }
});

Deno.test("a transaction is a success if its receipt says so, and only then", async () => {
  let status = "0x1";
  const endpoint = serveEndpoint({
    answer: ({ method }) =>
      method === "eth_getTransactionReceipt"
        ? { result: { ...receipt, status } }
        : method === "eth_getTransactionCount"
        ? { result: "0x1" }
        : undefined,
  });
  try {
    const client = createPublicClient({ transport: boundedHttp(endpoint.url, { batch: true }) });
    for (const success of [true, false]) {
      status = success ? "0x1" : "0x0";
      const seen = await chainNode(client, 1).see(ME, [{ nonce: 0, attempts: [{ hash: HASH }] }]);
      assertEquals(seen.mined.get(HASH)?.success, success);
    }
  } finally {
    await endpoint.close();
  }
});

Deno.test("the next nonce includes transactions that wait at the node; used nonces are those in blocks", async () => {
  const endpoint = serveEndpoint({
    answer: ({ method, params }) =>
      method === "eth_getTransactionCount"
        ? { result: { pending: "0x9", latest: "0x7" }[String(params[1])] ?? "0x5" }
        : method === "eth_estimateGas"
        ? { result: "0x64" }
        : undefined,
  });
  try {
    const client = createPublicClient({ transport: boundedHttp(endpoint.url, { batch: true }) });
    const node = chainNode(client, 3);
    assertEquals((await node.standing(ME)).nonce, 9);
    const { nonce, nonceAtDepth } = await node.see(ME, []);
    assertEquals([nonce, nonceAtDepth], [7, 5]);
    const gas = await node.estimate(ME, { to: ME, data: "0x", value: 0n }, "try");
    assertEquals(gas, 120n, "a fifth more than the estimate");
  } finally {
    await endpoint.close();
  }
});

Deno.test("receipts are asked for twice where a nonce was used and nothing of ours is in a block", async () => {
  const other: Hex = `0x${"ef".repeat(32)}`;
  const asked: string[] = [];
  let [used, mined] = [0, false];
  const endpoint = serveEndpoint({
    answer({ method, params }) {
      if (method === "eth_getTransactionCount") return { result: `0x${used}` };
      if (method === "eth_getTransactionByHash") return { result: null };
      if (method !== "eth_getTransactionReceipt") return undefined;
      asked.push(String(params[0]));
      return { result: mined ? { ...receipt, transactionHash: params[0] } : null };
    },
  });
  try {
    const client = createPublicClient({ transport: boundedHttp(endpoint.url, { batch: true }) });
    const look = async (...hashes: Hex[]) => {
      asked.length = 0;
      await chainNode(client, 1).see(
        ME,
        hashes.map((hash, nonce) => ({
          nonce,
          attempts: [{ hash }],
        })),
      );
      return asked.length;
    };
    assertEquals(await look(HASH), 1, "no nonce was used");
    used = 1;
    assertEquals(await look(HASH), 2, "another's has it, or a block came");
    assertEquals(await look(HASH, other), 4);
    mined = true;
    assertEquals(await look(HASH, other), 2, "ours has it");
  } finally {
    await endpoint.close();
  }
});

Deno.test("an endpoint's failure is data, and no node's words about a transaction", async () => {
  // A proxy's status may say anything: only a node knows what became of a transaction.
  const statusText = "insufficient funds";
  const endpoint = serveEndpoint({
    instead: () => new Response("", { status: 502, statusText }),
  });
  const endpoints = openEndpoints([endpoint.url], { log: () => {} });
  try {
    const client = createPublicClient({ transport: endpoints.transport });
    const sending = await chainNode(client, 1).send("0x02");
    assert("failure" in sending, JSON.stringify(sending));
    assertEquals([sending.answer, sending.failure.kind], ["unclear", "chain/endpoint-server"]);
  } finally {
    endpoints.close();
    await endpoint.close();
  }
});

const receipt = {
  blockHash: zeroHash,
  blockNumber: "0x1",
  contractAddress: null,
  cumulativeGasUsed: "0x5208",
  effectiveGasPrice: "0x1",
  from: ME,
  gasUsed: "0x5208",
  logs: [],
  logsBloom: "0x",
  status: "0x1",
  to: ME,
  transactionHash: HASH,
  transactionIndex: "0x0",
  type: "0x2",
};
