/**
 * A node's answers, from nearly right to nonsense: whatever comes, reading ends soon, in a value or in
 * an error that can be shown.
 *
 * @module
 */
import { deflateSync } from "node:zlib";
import { encodeFunctionResult, toEventSelector, toHex, zeroHash } from "viem";
import { demlAbi } from "../../protocol/generated/deml.ts";
import type { Connection } from "../../miner/chain/client.ts";
import { countCompetitions, readCompetition } from "../../miner/chain/read_competition.ts";
import { readEvents } from "../../miner/chain/read_events.ts";
import { readModels } from "../../miner/chain/read_models.ts";
import { readPackage } from "../../miner/chain/read_package.ts";
import { readQueue } from "../../miner/chain/read_queue.ts";
import { readRound } from "../../miner/chain/read_rounds.ts";
import { DemlError } from "../../protocol/errors.ts";
import { eventOf } from "../../protocol/abi.ts";
import { visible } from "../../protocol/text/visible.ts";
import { type Answered, connectionThrough, type Node, type Question, serveNode } from "./nodes.ts";
import { pick, type Random, random as randomOf } from "./mutate.ts";

export const NAME = "rpc";

/** Milliseconds that one reading may take. */
const WITHIN = 10_000;

const PART = eventOf("ModelPart");
const HOSTILE = "no\u202e\u001b[2J\r\nVALID\u200b";
const bytesOf = (text: string) => new TextEncoder().encode(text);
const word = (value: number | bigint) => BigInt.asUintN(256, BigInt(value)).toString(16);
const padded = (value: number | bigint) => word(value).padStart(64, "0");

/** Numbers where things end. */
const EDGES = [
  0n,
  1n,
  2n,
  31n,
  200n,
  2n ** 16n,
  2n ** 24n - 1n,
  2n ** 32n - 1n,
  2n ** 53n,
  2n ** 255n,
];

/** What DeML asks a node for while it looks at a competition. */
const READINGS: ((connection: Connection, next: Random) => Promise<unknown>)[] = [
  ({ client }) => client.getChainId(),
  ({ client }) => client.getBlock(),
  ({ client, contract }) => client.getBalance({ address: contract }),
  ({ client, contract }) => client.getTransactionCount({ address: contract }),
  ({ client }) => client.estimateFeesPerGas(),
  ({ client }) => client.getTransactionReceipt({ hash: zeroHash }),
  (connection) => countCompetitions(connection),
  (connection) => readCompetition(connection, 1n),
  (connection) => readQueue(connection, 1n),
  (connection) => readRound(connection, 1n, 0),
  (connection, next) => readModels(connection, 1n, pick(next, [1, 200, 401, 2 ** 24, 2 ** 32 - 1])),
  (connection) => readEvents(connection, PART, { id: 1n }, 1),
  async (connection) => {
    const times = { registrationEnd: 1, submissionEnd: 2, openingEnd: 2, commitWindow: 60 };
    const model = { id: 0, size: 64, published: 64, digest: zeroHash };
    await readPackage(connection, { id: 1n, ...times } as never, model, { gateways: [] });
  },
];

/** The answer of a node that is only a little odd. */
function result(next: Random, { method, params }: Question): unknown {
  const number = () => `0x${word(pick(next, EDGES))}`;
  switch (method) {
    case "eth_getBlockByNumber":
      return {
        ...{ number: next() < 0.5 ? "0x10" : number(), timestamp: "0x10", transactions: [] },
        ...{ baseFeePerGas: number(), gasLimit: number(), hash: zeroHash },
      };
    case "eth_getLogs":
      return Array.from({ length: Math.floor(next() * 4) }, () => ({
        address: "0x0000000000000000000000000000000000000000",
        topics: [toEventSelector(PART), `0x${padded(1)}`, `0x${padded(0)}`],
        data: `0x${padded(0)}${padded(64)}${padded(32)}${padded(pick(next, EDGES))}`,
        ...{ blockNumber: number(), blockHash: zeroHash, transactionHash: zeroHash },
        ...{ transactionIndex: number(), logIndex: number(), removed: false },
      }));
    case "eth_getTransactionReceipt":
      return {
        status: number(),
        blockNumber: number(),
        logs: [],
        gasUsed: number(),
        type: number(),
      };
    case "eth_call": {
      if (next() < 0.3 && params.length > 0) {
        return encodeFunctionResult({
          abi: demlAbi,
          functionName: "competitions",
          result: pick(next, EDGES),
        });
      }
      // Words that may be offsets, lengths and numbers.
      return `0x${
        Array.from({ length: Math.floor(next() * 120) }, () => padded(pick(next, EDGES))).join("")
      }`;
    }
    default:
      return number();
  }
}

/** Puts something else where a value was. */
function mutated(next: Random, value: unknown): unknown {
  if (next() < 0.15) {
    return pick<unknown>(next, [
      ...[null, true, -1, 1e308, "", "0x", "0xzz", "0x-1", HOSTILE, [], {}, [[]], { length: -1 }],
      ...[`0x1${"0".repeat(2_000_000)}`, "9".repeat(2_000_000), "0x" + "f".repeat(65), "1e9"],
      ...[{ toString: 1 }, { __proto__: null, constructor: "x" }, Array(100_000).fill(0)],
    ]);
  }
  // A long list is odd enough.
  if (Array.isArray(value)) {
    return value.length > 100 ? value : value.map((item) => mutated(next, item));
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).filter(() => next() > 0.05)
      .map(([key, item]) => [key, mutated(next, item)]),
  );
}

/** What is no answer at all. */
const NONSENSE: ((next: Random) => Answered)[] = [
  () => "[".repeat(3_000_000),
  () => '{"a":'.repeat(1_000_000),
  () => `[${"{},".repeat(2_000_000)}{}]`,
  () => `{"jsonrpc":"2.0","id":1,"result":"0x${"0".repeat(17_000_000)}"}`,
  () => `{"jsonrpc":"2.0","id":1,"result":${"9".repeat(1_000_000)}}`,
  () => '"\\'.repeat(100_000),
  () => "",
  () => "\u0000",
  () => `<html>${HOSTILE}</html>`,
  (next) => Uint8Array.from({ length: 1_000 }, () => Math.floor(next() * 256)),
  () => bytesOf('{"jsonrpc":"2.0","id":1,"result":"\xff'),
  (next) => new Response(HOSTILE, { status: pick(next, [400, 401, 404, 500]) }),
  () => new Response(null, { status: 204 }),
  () => {
    // A hundred megabytes of white space, in a hundred kilobytes.
    const body = deflateSync(new Uint8Array(100_000_000).fill(32));
    return new Response(body, { headers: { "content-encoding": "deflate" } });
  },
];

function answer(next: Random, asked: Question | Question[]): Answered {
  if (next() < 0.15) return pick(next, NONSENSE)(next);
  const one = (question: Question) => {
    const found = next() < 0.2
      ? {
        error: {
          code: pick(next, [-32_000, -32_005, 3, 1e300, "3"]),
          message: pick(next, [HOSTILE, "execution reverted", HOSTILE.repeat(10_000)]),
          data: pick(next, ["0x", toHex(bytesOf(HOSTILE)), `0x${"ff".repeat(50_000)}`, HOSTILE]),
        },
      }
      : { result: next() < 0.5 ? result(next, question) : mutated(next, result(next, question)) };
    return { jsonrpc: "2.0", id: next() < 0.9 ? question.id : HOSTILE, ...found };
  };
  if (!Array.isArray(asked)) return JSON.stringify(one(asked));
  const answers = asked.map(one);
  const order = next() < 0.2 ? answers.reverse() : answers;
  return JSON.stringify(next() < 0.8 ? order : mutated(next, order));
}

/**
 * Reads from nodes that answer so.
 *
 * @param random Numbers in 0 … 1; the same ones give the same answers
 * @param until When to end, by `performance.now()`
 * @returns How many readings were tried
 * @throws Error for a reading that hangs, or ends in what nobody can be shown
 */
export async function fuzz(random: Random, until: number): Promise<number> {
  let next = random;
  const node: Node = serveNode((asked) => answer(next, asked));
  let count = 0;
  try {
    const connections = [false, true].map((batch) =>
      connectionThrough(node.url, { batch, retryCount: 0, timeout: 5_000 })
    );
    for (; count === 0 || performance.now() < until; count++) {
      // One number names a case: how many more it takes may depend on the clock.
      const seed = Math.floor(random() * 2 ** 31);
      next = randomOf(seed);
      const reading = pick(next, READINGS);
      await ends(reading(pick(next, connections), next), `Case ${seed}`);
    }
  } finally {
    await node.close();
  }
  return count;
}

async function ends(work: Promise<unknown>, what: string): Promise<void> {
  const started = performance.now();
  try {
    await work;
  } catch (error) {
    if (!(error instanceof Error)) throw new Error(`${what} threw ${error}`);
    if (error instanceof DemlError && visible(error.message) !== error.message) {
      throw new Error(`${what} cannot be shown: ${visible(error.message)}`);
    }
  }
  const milliseconds = performance.now() - started;
  if (milliseconds > WITHIN) throw new Error(`${what} took ${Math.round(milliseconds)} ms`);
}
