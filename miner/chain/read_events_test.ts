import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { numberToHex, parseAbiItem, toEventSelector, zeroHash } from "viem";
import { type FakeEndpoint, type Manner, serveEndpoint } from "../../tests/hostile/endpoints.ts";
import { DemlError } from "../../protocol/errors.ts";
import { connect } from "./client.ts";
import { blockAt } from "./blocks.ts";
import { readEvents } from "./read_events.ts";

const OWN = "0x5FbDB2315678afecb367f032d93F642f64180aa3";
const EVENT = parseAbiItem("event Seen(uint256 number)");

/** Logs, one per thousand blocks, of an endpoint that returns this many blocks at once. */
function logsOf(limit: number, refusal: (from: number) => unknown): Manner["answer"] {
  return ({ method, params }) => {
    if (method !== "eth_getLogs") return undefined;
    const [{ fromBlock, toBlock }] = params as [{ fromBlock: string; toBlock: string }];
    const [from, to] = [Number(fromBlock), Number(toBlock)];
    if (to - from + 1 > limit) return { error: refusal(from) };
    const numbers = Array.from({ length: to - from + 1 }, (_, index) => from + index);
    return {
      result: numbers.filter((number) => number % 1_000 === 0).map((number) => ({
        address: OWN,
        topics: [toEventSelector(EVENT)],
        data: numberToHex(number, { size: 32 }),
        blockNumber: numberToHex(number),
        blockHash: zeroHash,
        transactionHash: zeroHash,
        transactionIndex: "0x0",
        logIndex: "0x0",
        removed: false,
      })),
    };
  };
}

/** A chain of 40,000 blocks. */
function longChain(answer?: Manner["answer"]): FakeEndpoint {
  const head = 40_000;
  return serveEndpoint({ head, start: Math.floor(Date.now() / 1_000) - 12 * head, answer });
}

const asking = ({ asked }: FakeEndpoint) =>
  asked.filter(({ method }) => method === "eth_getLogs").length;

Deno.test("a cap on the range is honoured as its message names it, logged once, and remembered", async () => {
  const endpoint = longChain(logsOf(10_000, () => ({
    code: -32_614,
    message: "eth_getLogs is limited to a 10,000 range",
  })));
  const lines: string[] = [];
  try {
    const connection = await connect([endpoint.url], OWN, { log: (line) => lines.push(line) });
    const { start } = endpoint.manner;
    const found = await readEvents(connection, EVENT, {} as never, start + 12 * 1_000);
    assertEquals(found.map(({ args }) => Number(args.number)).slice(0, 2), [1_000, 2_000]);
    assertEquals(found.length, 40);
    assertEquals(asking(endpoint), 5, "one refused, four answered");
    assertEquals(lines.length, 1);
    assertStringIncludes(lines[0]!, "returns events of 10000 blocks at once");
    await readEvents(connection, EVENT, {} as never, start + 12 * 1_000);
    assertEquals(asking(endpoint), 9, "remembered");
    assertEquals(lines.length, 1);
  } finally {
    await endpoint.close();
  }
});

Deno.test("a cap without a number is found by halving, even in unknown words", async () => {
  for (const message of ["block range is too wide", "es sind zu viele"]) {
    const endpoint = longChain(logsOf(3_000, () => ({ code: -32_000, message })));
    try {
      const connection = await connect([endpoint.url], OWN);
      const found = await readEvents(connection, EVENT, {} as never, 0);
      assertEquals(found.length, 41);
      assert(asking(endpoint) < 80, `${asking(endpoint)} requests`);
    } finally {
      await endpoint.close();
    }
  }
});

Deno.test("a cap on results is honoured if the message advises a range", async () => {
  const endpoint = longChain(logsOf(5_000, (from) => ({
    code: -32_005,
    message: `query returned more than 10000 results. Try with this block range [${
      numberToHex(from)
    }, ${numberToHex(from + 4_999)}].`,
  })));
  try {
    const connection = await connect([endpoint.url], OWN);
    const found = await readEvents(connection, EVENT, {} as never, 0);
    assertEquals(found.length, 41);
  } finally {
    await endpoint.close();
  }
});

Deno.test("a failure that is not about blocks ends in one kind of error", async () => {
  const endpoint = longChain(({ method }) =>
    method === "eth_getLogs"
      ? { error: { code: -32_601, message: "the method eth_getLogs does not exist" } }
      : undefined
  );
  try {
    const connection = await connect([endpoint.url], OWN);
    const error = await assertRejects(
      () => readEvents(connection, EVENT, {} as never, 0),
      DemlError,
    );
    assertEquals(error.code, "chain");
    assertStringIncludes(error.message, 'chain/refused {"purpose":"read events"');
    assertEquals(asking(endpoint), 1);
  } finally {
    await endpoint.close();
  }
});

Deno.test("the block of a moment is searched for once, in few requests", async () => {
  const endpoint = longChain();
  try {
    const connection = await connect([endpoint.url], OWN);
    const { start } = endpoint.manner;
    const before = endpoint.requests();
    assertEquals(await blockAt(connection, start + 12 * 12_345), { block: 12_345n, deep: true });
    assert(endpoint.requests() - before <= 5, `${endpoint.requests() - before} requests`);
    const known = endpoint.requests();
    assertEquals(await blockAt(connection, start + 12 * 12_345 - 11), {
      block: 12_345n,
      deep: true,
    });
    const searched = endpoint.requests();
    assert(searched - known <= 1, "the blocks on both sides are known");
    for (let time = 0; time < 100; time++) await blockAt(connection, start + 12 * 12_345);
    assertEquals(endpoint.requests(), searched);
    // Beyond possible times, and before the chain began.
    const asked = endpoint.requests();
    assertEquals((await blockAt(connection, start + 12 * 50_000)).block, 40_000n);
    assertEquals(endpoint.requests() - asked, 1);
    endpoint.manner.head += 100;
    assertEquals((await blockAt(connection, start + 12 * 50_000)).block, 40_100n);
    assertEquals((await blockAt(connection, 0)).block, 0n);
    assertEquals((await blockAt(connection, start + 1)).block, 1n);
  } finally {
    await endpoint.close();
  }
});
