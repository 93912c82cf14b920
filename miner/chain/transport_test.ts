import process from "node:process";
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { parseAbiItem, toEventSelector, zeroHash } from "viem";
import { connectionThrough, endless, type Question, serveNode } from "../../tests/hostile/nodes.ts";
import { DemlError } from "../../protocol/errors.ts";
import { call } from "./call.ts";
import { connect } from "./client.ts";
import { readEvents } from "./read_events.ts";
import { MOST_ANSWER_BYTES, unboundedAnswer } from "./transport.ts";
import { tell } from "../cli/failures/tell.ts";

const OWN = "0x5FbDB2315678afecb367f032d93F642f64180aa3";
const bytesOf = (text: string) => new TextEncoder().encode(text);

/** Seconds of processor time: other tests run at the same time. */
function processorTime(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
}

/** Resident memory that work adds at its peak, and how much processor time it takes. */
async function measured(work: () => Promise<unknown>): Promise<{ bytes: number; seconds: number }> {
  const before = Deno.memoryUsage().rss;
  let peak = before;
  const timer = setInterval(() => peak = Math.max(peak, Deno.memoryUsage().rss), 5);
  const started = process.cpuUsage();
  await work();
  clearInterval(timer);
  peak = Math.max(peak, Deno.memoryUsage().rss);
  return { bytes: peak - before, seconds: processorTime(started) };
}

Deno.test("ten megabytes of nested brackets are refused in a second, with one copy in memory", async () => {
  const brackets = bytesOf("[".repeat(5_000_000) + "]".repeat(5_000_000));
  const node = serveNode(() => brackets);
  try {
    const { bytes, seconds } = await measured(async () => {
      const error = await assertRejects(() => connect([node.url], OWN), DemlError);
      assertEquals(error.code, "chain");
      assertStringIncludes(error.message, "it nests more than 64 levels");
      assertStringIncludes(tell(error).remedy, "another node");
    });
    assert(seconds < 2, `${seconds} s`);
    // Parsed, it would be 700 MB; the collector decides how much less stays in memory.
    assert(bytes < 400_000_000, `${bytes} bytes`);
  } finally {
    await node.close();
  }
});

Deno.test("an endless answer is read up to its bound", async () => {
  const piece = bytesOf(" ".repeat(65_536));
  const answers: ReturnType<typeof endless>[] = [];
  const node = serveNode(() => {
    answers.push(endless(piece));
    return answers.at(-1)!.stream;
  });
  try {
    const { client } = connectionThrough(node.url);
    const error = unboundedAnswer(await assertRejects(() => client.getChainId()));
    assertStringIncludes(error!.message, `longer than ${MOST_ANSWER_BYTES} bytes`);
    assertEquals(answers.length, 1, "asked again");
    // The bytes between the two are also sent; then nothing more comes.
    const later = () => new Promise((resolve) => setTimeout(resolve, 500));
    await later();
    const sent = answers[0]!.sent();
    assert(sent < 64_000_000, String(sent));
    await later();
    assertEquals(answers[0]!.sent(), sent);
  } finally {
    await node.close();
  }
});

Deno.test("a slow answer is given up in time", async () => {
  const node = serveNode(() => {
    let timer = 0;
    return new ReadableStream({
      start(controller) {
        timer = setInterval(() => controller.enqueue(bytesOf(" ")), 50);
      },
      cancel: () => clearInterval(timer),
    });
  });
  try {
    const { client } = connectionThrough(node.url, { retryCount: 0, timeout: 500 });
    const started = performance.now();
    await assertRejects(() => client.getChainId(), Error, "took too long");
    assert(performance.now() - started < 2_000);
  } finally {
    await node.close();
  }
});

Deno.test("a node cannot redirect the miner to another host or port", async () => {
  const asked: unknown[] = [];
  const inside = serveNode((question) => {
    asked.push(question);
    const { id } = question as Question;
    return JSON.stringify({ jsonrpc: "2.0", id, result: "0x7a69" });
  });
  try {
    for (const status of [301, 302, 303, 307, 308]) {
      const node = serveNode(() => Response.redirect(`${inside.url}/v3/key`, status));
      try {
        const { client } = connectionThrough(node.url);
        const error = unboundedAnswer(await assertRejects(() => client.getChainId()));
        assertStringIncludes(error!.message, `redirects to ${inside.url}, which is not followed`);
        assertStringIncludes(tell(error).remedy, "another node");
      } finally {
        await node.close();
      }
    }
    assertEquals(asked, []);
  } finally {
    await inside.close();
  }
});

Deno.test("numbers of megabytes are rejected", async () => {
  const long = `0x1${"0".repeat(8_000_000)}`;
  const block = { number: long, timestamp: "0x1", transactions: [] };
  const results: Record<string, unknown> = {
    eth_chainId: long,
    eth_blockNumber: long,
    eth_getBalance: "9".repeat(1_000_000),
    eth_getBlockByNumber: block,
  };
  const node = serveNode((asked) => {
    const { id, method } = asked as Question;
    return JSON.stringify({ jsonrpc: "2.0", id, result: results[method] });
  });
  try {
    const { client } = connectionThrough(node.url);
    const asked = [
      () => client.getChainId(),
      () => client.getBlockNumber(),
      () => client.getBalance({ address: OWN }),
      () => client.getBlock(),
    ];
    for (const ask of asked) {
      const started = process.cpuUsage();
      const error = unboundedAnswer(await assertRejects(ask));
      assertStringIncludes(error!.message, "more than 256 bits");
      assert(processorTime(started) < 1);
    }
  } finally {
    await node.close();
  }
});

Deno.test("a package of many megabytes is read, in as many answers as it takes", async () => {
  const event = parseAbiItem("event Part(bytes part)");
  const selector = toEventSelector(event);
  const part = "00".repeat(1_000_000);
  const padded = `0x${"20".padStart(64, "0")}${(1_000_000).toString(16).padStart(64, "0")}${part}`;
  let asked = 0;
  const blocks = 24;
  const node = serveNode((question) => {
    const { id, method, params } = question as Question;
    const answer = (result: unknown) => JSON.stringify({ jsonrpc: "2.0", id, result });
    if (method === "eth_getBlockByNumber") {
      const number = params[0] === "latest" ? "0x18" : params[0];
      return answer({ number, timestamp: number, transactions: [] });
    }
    asked++;
    const [{ fromBlock, toBlock }] = params as [{ fromBlock: string; toBlock: string }];
    const [from, to] = [Math.max(1, Number(fromBlock)), Math.min(blocks, Number(toBlock))];
    // A block has a log of two megabytes as hex, and a range of nine is too long.
    return answer(Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => ({
      address: OWN,
      topics: [selector],
      data: padded,
      blockNumber: `0x${(from + index).toString(16)}`,
      blockHash: zeroHash,
      transactionHash: zeroHash,
      transactionIndex: "0x0",
      logIndex: "0x0",
      removed: false,
    })));
  });
  try {
    const connection = connectionThrough(node.url, { retryCount: 0, timeout: 20_000 });
    const found = await readEvents(connection, event, {} as never, 1);
    assertEquals(found.length, blocks);
    assert(asked > 3 && asked < 40, `${asked} questions`);
  } finally {
    await node.close();
  }
});

Deno.test("a call's failure says that the answer was rejected", async () => {
  const node = serveNode(() => bytesOf("[".repeat(100)));
  try {
    const connection = connectionThrough(node.url);
    await assertRejects(() => call(connection, "competitions", []), DemlError, "64 levels");
  } finally {
    await node.close();
  }
});
