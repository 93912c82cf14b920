import { assert, assertEquals, assertRejects } from "@std/assert";
import { decodeFunctionData, encodeFunctionResult, type Hex, multicall3Abi, zeroHash } from "viem";
import { demlAbi } from "../../protocol/generated/deml.ts";
import { type Manner, serveEndpoint } from "../../tests/hostile/endpoints.ts";
import { DemlError } from "../../protocol/errors.ts";
import { chainNode } from "../transactions/chain_node.ts";
import { call } from "./call.ts";
import { connect, type Connection } from "./client.ts";
import { readAgreement } from "./read_agreement.ts";
import { countCompetitions, readCompetition } from "./read_competition.ts";
import { depositEnd } from "./read_deposit.ts";
import { readDepth } from "./read_depth.ts";
import { readMiner } from "./read_miner.ts";
import { readModelKeys } from "./read_model_keys.ts";
import { readModels } from "./read_models.ts";
import { readPackage } from "./read_package.ts";
import { readQueue } from "./read_queue.ts";
import { readLastRounds } from "./read_rounds.ts";
import { readRows } from "./read_rows.ts";
import { readView } from "./read_view.ts";

const OWN = "0x5FbDB2315678afecb367f032d93F642f64180aa3";
const ME = `0x${"ab".repeat(20)}` as const;
const CALL = { nonce: 0, attempts: [{ hash: zeroHash }] };
const TIMES = {
  id: 1n,
  sealed: true,
  registrationEnd: 1,
  submissionEnd: 2,
  openingEnd: 3,
  commitWindow: 1,
} as never;
const MODEL = {
  id: 0,
  author: ME,
  size: 3,
  published: 3,
  digest: zeroHash,
  keyCommitment: zeroHash,
};

/** Every question that a miner asks of a chain. */
const QUESTIONS: Record<string, (connection: Connection) => Promise<unknown>> = {
  countCompetitions: (connection) => countCompetitions(connection),
  readCompetition: (connection) => readCompetition(connection, 1n),
  readView: (connection) => readView(connection, 1n, ME),
  readMiner: (connection) => readMiner(connection, 1n, ME, undefined),
  readLastRounds: (connection) => readLastRounds(connection, 1n, { rounds: 2 }, 2),
  readModels: (connection) => readModels(connection, 1n, 1),
  readQueue: (connection) => readQueue(connection, 1n),
  readDepth: (connection) => readDepth(connection, 1),
  readAgreement: (connection) => readAgreement(connection, TIMES),
  readRows: (connection) => readRows(connection, 1n, { index: 0, openedAt: 1 }),
  readModelKeys: (connection) => readModelKeys(connection, TIMES, [MODEL]),
  readPackage: (connection) => readPackage(connection, TIMES, MODEL, { gateways: [] }),
  depositEnd: (connection) => depositEnd(connection, 1n, ME, 1),
  standing: ({ client }) => chainNode(client, 3).standing(ME),
  see: ({ client }) => chainNode(client, 3).see(ME, [CALL]),
  estimate: ({ client }) =>
    chainNode(client, 3).estimate(ME, { to: OWN, data: "0x", value: 0n }, "try"),
};

const json = { "content-type": "application/json" };
const FAULTS: Record<string, Partial<Manner>> = {
  "a bad gateway": { instead: () => new Response("<html>", { status: 502 }) },
  "a page": { instead: () => new Response("<!doctype html>") },
  "half an answer": {
    instead: () => new Response(`[{"jsonrpc":"2.0","id":1,"res`, { headers: json }),
  },
  "a limit": {
    instead: () => new Response("", { status: 429, headers: { "retry-after": "100" } }),
  },
  "an error": { answer: () => ({ error: { code: -32_000, message: "header not found" } }) },
  "an inner error": { answer: () => ({ error: { code: -32_603, message: "internal error" } }) },
  "nothing": { answer: () => ({ result: null }) },
  "a number": { answer: () => ({ result: 7 }) },
  "no bytes": { answer: () => ({ result: "0x" }) },
  "an object": { answer: () => ({ result: {} }) },
};

for (const [fault, manner] of Object.entries(FAULTS)) {
  Deno.test(`every question ends in one kind of error: ${fault}`, async () => {
    const endpoint = serveEndpoint();
    try {
      const connection = await connect([endpoint.url], OWN);
      Object.assign(endpoint.manner, manner);
      await Promise.all(
        Object.entries(QUESTIONS).map(async ([name, ask]) => {
          // Some empty answers are valid: no logs, no receipt.
          const error = await ask(connection).then(() => undefined, (error: unknown) => error);
          if (error === undefined) return;
          assert(error instanceof DemlError, `${name}: ${(error as Error).stack}`);
          assert(["chain", "revert"].includes(error.code), `${name}: ${error.code}`);
        }),
      );
    } finally {
      await endpoint.close();
    }
  });
}

Deno.test("if the chain has Multicall3, views share a call, and one that reverts fails alone", async () => {
  const calls: string[] = [];
  const endpoint = serveEndpoint({
    answer({ method, params }) {
      if (method === "eth_getCode") return { result: "0x60" };
      if (method !== "eth_call") return undefined;
      const { to, data } = params[0] as { to: string; data: Hex };
      calls.push(to);
      const { args } = decodeFunctionData({ abi: multicall3Abi, data });
      const result = (args as unknown as [{ callData: Hex }[]])[0].map(({ callData }) => {
        const { functionName } = decodeFunctionData({ abi: demlAbi, data: callData });
        return functionName === "competitions"
          ? {
            success: true,
            returnData: encodeFunctionResult({ abi: demlAbi, functionName, result: 7n }),
          }
          : { success: false, returnData: "0x" as const };
      });
      return {
        result: encodeFunctionResult({ abi: multicall3Abi, functionName: "aggregate3", result }),
      };
    },
  });
  try {
    const connection = await connect([endpoint.url], OWN);
    const [count, queue] = await Promise.allSettled([
      countCompetitions(connection),
      call(connection, "queueOf", [1n, 0n, 32n]),
    ]);
    assertEquals(count, { status: "fulfilled", value: 7n });
    assertEquals(queue.status, "rejected");
    await assertRejects(() => call(connection, "queueOf", [1n, 0n, 32n]), DemlError);
    assertEquals(calls.length, 2);
    assertEquals(calls[0]!.toLowerCase(), "0xca11bde05977b3631167028862be2a173976ca11");
  } finally {
    await endpoint.close();
  }
});
