import { assertEquals } from "@std/assert";
import { createPublicClient, type Hex, zeroHash } from "viem";
import { serveEndpoint } from "../../tests/hostile/endpoints.ts";
import { boundedHttp } from "../chain/transport.ts";
import { chainNode } from "./chain_node.ts";

const ME = `0x${"ab".repeat(20)}` as const;
const HASH: Hex = `0x${"cd".repeat(32)}`;

Deno.test("a transaction that is mined in the middle of a look is not taken for another's", async () => {
  let mined = false;
  const endpoint = serveEndpoint({
    answer({ method }) {
      switch (method) {
        case "eth_getTransactionCount":
          // What else this request asks, the node has looked up before the block came.
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

Deno.test("a node that still indexes has not found a transaction yet, and ends nothing", async () => {
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
