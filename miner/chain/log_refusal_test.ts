import { assertEquals } from "@std/assert";
import { readLogRefusal } from "./log_refusal.ts";

const RANGES: [string, bigint | undefined][] = [
  // QuickNode
  ["eth_getLogs is limited to a 10,000 range", 10_000n],
  ["eth_getLogs and eth_newFilter are limited to a 10,000 blocks range", 10_000n],
  // Alchemy
  [
    "Under the Free tier plan, you can make eth_getLogs requests with up to a 10 block range. Based on your parameters, this block range should work: [0x1180fca, 0x1180fd3]. Upgrade to PAYG for expanded block range.",
    10n,
  ],
  [
    "Log response size exceeded. You can make eth_getLogs requests with up to a 2K block range and no limit on the response size, or you can request any block range with a cap of 10K logs in the response. Based on your parameters and the response size limit, this block range should work: [0xc5dc00, 0xc614a7]",
    2_000n,
  ],
  [
    "You can make eth_getLogs requests with up to a 500 block range. Based on your parameters, this block range should work: [0x1a30dfd, 0x1a30ff0]",
    500n,
  ],
  // Polygon's CDK, Morph, Moonbeam
  ["block range too large, max range: 1000", 1_000n],
  [
    "block range is larger than max block range, block range = 5120, max block range = 5000",
    5_000n,
  ],
  ["block range is too wide (maximum 1024)", 1_024n],
  // Avalanche, and others that give no name
  ["range is too large, max is 1k blocks", 1_000n],
  ["Exceeded max range limit for eth_getLogs: 1000", 1_000n],
  ["requested too many blocks from 100 to 5000, maximum is set to 2048", 2_048n],
  // Geth's forks, PublicNode
  ["exceed maximum block range: 50000", 50_000n],
  // dRPC
  ["ranges over 10000 blocks are not supported on freetier", 10_000n],
  // 1RPC
  ["eth_getLogs is limited to 0 - 50 blocks range", 50n],
  // Cloudflare
  ["invalid params: Max range: 800", 800n],
  // Infura
  ["range 100000 exceeds limit of 10000", 10_000n],
  // Reth
  ["query exceeds max block range 100000", 100_000n],
  // Ankr, Chainstack, LlamaRPC, Besu
  ["block range is too wide", undefined],
  ["block range too large", undefined],
  ["Block range limit exceeded.", undefined],
  ["query exceeds max block range", undefined],
  ["Requested range exceeds maximum RPC range limit", undefined],
  // Scroll, Candle
  ["block range is bigger than maxBlockRange", undefined],
  ["block range too high", undefined],
];

const SIZES: [string, bigint | undefined][] = [
  ["query returned more than 10000 results", undefined],
  ["query returned more than 10000 results. Try with this block range [0x10, 0x1f].", 16n],
  ["query exceeds max results 20000, retry with the range 24383075-24383096", 22n],
  ["query timeout exceeded", undefined],
  ["logs matched by query exceeds limit of 10000", undefined],
  ["query returns too many logs", undefined],
];

Deno.test("the limits of providers are parsed from their words", () => {
  for (const [message, blocks] of RANGES) {
    const found = readLogRefusal(message);
    assertEquals([found?.kind, found?.blocks], ["range", blocks], message);
  }
});

Deno.test("too much in a range is not a limit of the endpoint", () => {
  for (const [message, blocks] of SIZES) {
    const found = readLogRefusal(message);
    assertEquals([found?.kind, found?.blocks], ["size", blocks], message);
  }
});

Deno.test("messages that are not about ranges are recognised", () => {
  for (const message of ["header not found", "internal error", "missing trie node 12"]) {
    assertEquals(readLogRefusal(message), undefined, message);
  }
});
