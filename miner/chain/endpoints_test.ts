import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { BaseError, createPublicClient, type Hex, zeroHash } from "viem";
import { type FakeEndpoint, type Manner, serveEndpoint } from "../../tests/hostile/endpoints.ts";
import { DemlError, told } from "../../protocol/errors.ts";
import { ownError } from "./asked.ts";
import { connect } from "./client.ts";
import { openEndpoints } from "./endpoints.ts";
import { tell } from "../cli/failures/tell.ts";

const OWN = "0x5FbDB2315678afecb367f032d93F642f64180aa3";
const RAW = "0x02";

/** Endpoints with their behaviour, and the log. */
async function withEndpoints(
  manners: Partial<Manner>[],
  test: (served: FakeEndpoint[], lines: string[], log: (line: string) => void) => Promise<void>,
): Promise<void> {
  const served = manners.map((manner) => serveEndpoint(manner));
  const lines: string[] = [];
  try {
    await test(served, lines, (line) => lines.push(line));
  } finally {
    for (const each of served) await each.close();
  }
}

/** A client of endpoints whose chain is known. */
async function introduced(served: FakeEndpoint[], log: (line: string) => void, timeout?: number) {
  const endpoints = openEndpoints(served.map(({ url }) => url), { log, timeout });
  await endpoints.introduce();
  for (const each of served) each.asked.length = 0;
  return { endpoints, client: createPublicClient({ transport: endpoints.transport }) };
}

Deno.test("an endpoint that stands still is set aside, and taken back when it continues", async () => {
  await withEndpoints([{}, {}], async ([first, second], lines, log) => {
    const { endpoints, client } = await introduced([first!, second!], log);
    assertEquals(await client.getBlockNumber({ cacheTime: 0 }), 1_000n);
    assertEquals([first!.asked.length, second!.asked.length], [1, 0], "the first is preferred");

    // Two minutes have passed: the second has ten blocks more.
    first!.manner.start -= 120;
    second!.manner.start -= 120;
    second!.manner.head = 1_010;
    await endpoints.check();
    assertEquals(await client.getBlockNumber({ cacheTime: 0 }), 1_010n);
    assertEquals(lines.length, 1);
    assertStringIncludes(lines[0]!, `${first!.url} is set aside: its head is 2 min old`);

    await endpoints.check();
    assertEquals(lines.length, 1, "logged once");
    first!.manner.head = 1_010;
    await endpoints.check();
    assertStringIncludes(lines[1]!, `${first!.url} is back`);
    first!.asked.length = 0;
    await client.getBlockNumber({ cacheTime: 0 });
    assertEquals(first!.asked.length, 1);
  });
});

Deno.test("an endpoint that lags behind the others is set aside, one that invents blocks affects no other", async () => {
  const start = Math.floor(Date.now() / 1_000) - 1_000 * 12;
  await withEndpoints([{ head: 996, start }, { head: 1_000, start }], async (both, lines, log) => {
    const { client } = await introduced(both, log);
    assertEquals(await client.getBlockNumber(), 1_000n);
    assertStringIncludes(lines[0]!, "it is 4 blocks behind the others");
  });
  await withEndpoints([{}, { head: 90_000 }], async (both, lines, log) => {
    const { client } = await introduced(both, log);
    assertEquals(await client.getBlockNumber(), 1_000n);
    assertStringIncludes(lines[0]!, "ahead of this machine's clock");
  });
  // Its time is plausible, but the honest head is recent.
  await withEndpoints([{}, { head: 1_100, start: start - 1_200 }], async (both, lines, log) => {
    const { client } = await introduced(both, log);
    assertEquals(await client.getBlockNumber(), 1_000n);
    assertEquals(lines, []);
  });
});

Deno.test("if every head is old, the endpoint is used, and the log says so once", async () => {
  const start = Math.floor(Date.now() / 1_000) - 1_000 * 12 - 7_200;
  await withEndpoints([{ start }], async (served, lines, log) => {
    const { endpoints, client } = await introduced(served, log);
    await endpoints.check();
    assertEquals(await client.getBlockNumber(), 1_000n);
    assertEquals(lines.length, 1);
    assertStringIncludes(lines[0]!, "2 h old, and no other endpoint has a newer one");
  });
});

Deno.test("endpoints of two chains are refused, with both names", async () => {
  for (const other of [{ chainId: 5 }, { genesis: zeroHash }]) {
    await withEndpoints([{}, other], async ([first, second]) => {
      const error = await assertRejects(
        () => connect([first!.url, second!.url], OWN),
        DemlError,
        "usage/two-chains",
      );
      assertEquals(error.code, "usage");
      assertStringIncludes(error.message, first!.url);
      assertStringIncludes(error.message, second!.url);
    });
  }
});

Deno.test("an endpoint that switches to another chain is never asked again", async () => {
  await withEndpoints([{}, {}], async ([first, second], lines, log) => {
    const { endpoints, client } = await introduced([first!, second!], log);
    first!.manner.genesis = zeroHash;
    await endpoints.check();
    assertStringIncludes(lines[0]!, "it has another first block");
    // Not even if all others fail.
    second!.manner.instead = () => new Response("", { status: 502 });
    first!.asked.length = 0;
    await assertRejects(() => client.getBlockNumber());
    assertEquals(first!.asked.length, 0);
  });
});

Deno.test("an endpoint that comes up later is not trusted before it has shown its chain", async () => {
  await withEndpoints([{}, { genesis: zeroHash }], async ([first, second], lines, log) => {
    second!.manner.instead = () => new Response("", { status: 502 });
    const { client } = await introduced([first!, second!], log);
    second!.manner.instead = undefined;
    first!.manner.instead = () => new Response("", { status: 502 });
    await assertRejects(() => client.getBalance({ address: OWN }));
    assert(second!.asked.every(({ method }) => method !== "eth_getBalance"));
    assert(lines.some((line) => line.includes("another first block")), lines.join("\n"));
  });
});

Deno.test("a failing endpoint is replaced by the next, with one line, and each fault has a sentence", async () => {
  const json = { "content-type": "application/json" };
  const cases: [Response, string, string][] = [
    [new Response("<html>bad</html>", { status: 502 }), "answers 502 (Bad Gateway)", "Its server"],
    [new Response("<!DOCTYPE html><p>hi"), "an HTML page", "speaks JSON-RPC"],
    [new Response("{}", { status: 401, headers: json }), "answers 401", "the key in its URL"],
    [new Response("no", { status: 403 }), "answers 403", "the key in its URL"],
    [new Response("no", { status: 404 }), "answers 404", "the path in its URL"],
    [new Response("", { status: 429 }), "answers 429: too many requests", "higher limit"],
    [new Response("hello"), "text that is not JSON", "speaks JSON-RPC"],
  ];
  for (const [response, what, remedy] of cases) {
    await withEndpoints([{}, {}], async ([first, second], lines, log) => {
      const { client } = await introduced([first!, second!], log);
      first!.manner.instead = () => response.clone();
      assertEquals(await client.getBlockNumber(), 1_000n, what);
      assertEquals(lines.length, 1);
      assertStringIncludes(lines[0]!, what);
    });
    await withEndpoints([{ instead: () => response.clone() }], async ([only]) => {
      const error = await assertRejects(() => connect([only!.url], OWN), DemlError);
      assertEquals(error.code, "chain");
      const told = tell(error);
      assertStringIncludes(told.message, `The endpoint ${only!.url} answers`);
      assertStringIncludes(told.message, what);
      assertStringIncludes(told.remedy, remedy);
    });
  }
});

Deno.test("the pause that an endpoint asks for is observed", async () => {
  await withEndpoints([{}], async ([only], _lines, log) => {
    const { client } = await introduced([only!], log);
    let limited = 0;
    only!.manner.instead = () => {
      if (limited++ > 0) only!.manner.instead = undefined;
      return limited > 1 ? undefined : new Response("", {
        status: 429,
        headers: { "retry-after": "1" },
      });
    };
    const started = performance.now();
    assertEquals(await client.getBlockNumber(), 1_000n);
    const waited = performance.now() - started;
    assert(waited > 900 && waited < 4_000, `${waited} ms`);

    // Too long a pause is not waited for, and nothing is asked during it.
    only!.manner.instead = () =>
      new Response("", { status: 429, headers: { "retry-after": "86400" } });
    const before = only!.requests();
    await assertRejects(() => client.getBlockNumber({ cacheTime: 0 }));
    await assertRejects(() => client.getBlockNumber({ cacheTime: 0 }));
    assert(only!.requests() - before <= 2, `${only!.requests() - before} requests`);
  });
});

Deno.test("limits reported by JSON-RPC are limits", async () => {
  await withEndpoints([{}, {}], async ([first, second], lines, log) => {
    const { client } = await introduced([first!, second!], log);
    first!.manner.answer = () => ({ error: { code: -32_005, message: "limit exceeded" } });
    assertEquals(await client.getBlockNumber(), 1_000n);
    assertStringIncludes(lines[0]!, "its limit of requests is met");
  });
});

Deno.test("a transaction goes to all, and is accepted if one accepts it", async () => {
  const send = async (answers: (Manner["answer"] | Manner["instead"] | "down")[]) => {
    let result: Hex | Error | undefined;
    let asked: number[] = [];
    await withEndpoints(answers.map(() => ({})), async (served, _lines, log) => {
      const { client } = await introduced(served, log);
      answers.forEach((answer, index) => {
        const { manner } = served[index]!;
        if (answer === "down") manner.instead = () => new Response("", { status: 502 });
        else manner.answer = answer as Manner["answer"];
      });
      result = await client.sendRawTransaction({ serializedTransaction: RAW as never })
        .catch((error: Error) => error);
      // The others are asked, whichever was faster.
      await new Promise((resolve) => setTimeout(resolve, 50));
      asked = served.map(({ asked }) =>
        asked.filter(({ method }) => method === "eth_sendRawTransaction").length
      );
    });
    return { result, asked };
  };
  const takes: Manner["answer"] = () => ({ result: zeroHash });
  const refuses: Manner["answer"] = () => ({
    error: { code: -32_000, message: "insufficient funds for gas" },
  });
  const one = await send([refuses, takes, refuses]);
  assertEquals(one.result, zeroHash);
  assertEquals(one.asked, [1, 1, 1]);
  const details = ({ result }: { result?: Hex | Error }) => (result as BaseError).details;
  assertStringIncludes(details(await send([refuses, refuses])), "insufficient funds");
  // One that fails after it was asked may have it.
  assertStringIncludes(details(await send([refuses, "down"])), "answers 502");
});

Deno.test("a request that hangs ends with the signal at once, even while connecting", async () => {
  await withEndpoints([{ hangs: true }], async ([only]) => {
    const stop = new AbortController();
    const reason = told("interrupted", "Interrupted", "Run it again");
    const started = performance.now();
    const connecting = connect([only!.url], OWN, { signal: stop.signal, waits: true });
    setTimeout(() => stop.abort(reason), 100);
    assertEquals(await assertRejects(() => connecting), reason);
    assert(performance.now() - started < 1_000);
  });
  await withEndpoints([{}], async ([only]) => {
    const stop = new AbortController();
    const { client } = await connect([only!.url], OWN, { signal: stop.signal });
    only!.manner.hangs = true;
    const reading = client.getBlockNumber();
    setTimeout(() => stop.abort(told("interrupted", "Interrupted", "Again")), 100);
    const started = performance.now();
    const error = await assertRejects(() => reading);
    assertEquals(ownError(error)!.code, "interrupted");
    assert(performance.now() - started < 1_000);
  });
});

Deno.test("a request that hangs is given up, and the next endpoint is asked", async () => {
  await withEndpoints([{}, {}], async ([first, second], lines, log) => {
    const { client } = await introduced([first!, second!], log, 300);
    first!.manner.hangs = true;
    assertEquals(await client.getBlockNumber(), 1_000n);
    assertStringIncludes(lines[0]!, "does not answer in time");
  });
});

Deno.test("an endpoint without batches is asked question by question", async () => {
  await withEndpoints([{ batches: false }], async ([only], lines, log) => {
    const { client } = await connect([only!.url], OWN, { log });
    const [number, balance] = await Promise.all([
      client.getBlockNumber(),
      client.getBalance({ address: OWN }),
    ]);
    assertEquals([number, balance], [1_000n, 1n]);
    assertEquals(lines.length, 1);
    assertStringIncludes(lines[0]!, "does not accept batches");
  });
});

Deno.test("an endpoint that serves no question either is asked in batches when it is back", async () => {
  await withEndpoints([{}], async ([only], lines, log) => {
    const { client } = await connect([only!.url], OWN, { log });
    const both = () =>
      Promise.all([client.getBlockNumber({ cacheTime: 0 }), client.getBalance({ address: OWN })]);
    const error = { code: -32_600, message: "out of order" };
    only!.manner.instead = () => Response.json({ jsonrpc: "2.0", id: null, error });
    await assertRejects(both);
    delete only!.manner.instead;
    const before = only!.requests();
    assertEquals(await both(), [1_000n, 1n]);
    assertEquals(only!.requests() - before, 1);
    assertEquals(lines.filter((line) => line.includes("batches")), []);
  });
});

Deno.test("websocket endpoints work, in batches and alone, and after a break", async () => {
  await withEndpoints([{}], async ([only], lines, log) => {
    const { client, endpoints } = await connect([only!.socketUrl], OWN, { log });
    try {
      const before = only!.requests();
      assertEquals(
        await Promise.all([client.getBlockNumber(), client.getBalance({ address: OWN })]),
        [1_000n, 1n],
      );
      assertEquals(only!.requests() - before, 1);
      endpoints!.close();
      assertEquals(await client.getBlockNumber({ cacheTime: 0 }), 1_000n);
      assertEquals(lines, []);
    } finally {
      endpoints!.close();
    }
  });
});

Deno.test("a websocket's answer is bounded like HTTP's, and too long a one ends the connection", async () => {
  await withEndpoints([{}], async ([only], lines, log) => {
    const { client, endpoints } = await connect([only!.socketUrl], OWN, { log });
    try {
      only!.manner.answer = () => ({ result: "f".repeat(17 * 1024 * 1024) });
      await assertRejects(() => client.getBlockNumber());
      assertStringIncludes(lines[0]!, "is set aside");
      only!.manner.answer = () => ({ result: JSON.parse("[".repeat(100) + "]".repeat(100)) });
      const error = await assertRejects(() => client.getBlockNumber());
      assertStringIncludes(ownError(error)!.message, "nests more than 64 levels");
      only!.manner.answer = undefined;
      assertEquals(await client.getBlockNumber(), 1_000n);
    } finally {
      endpoints!.close();
      // Both sides say goodbye.
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  });
});

Deno.test("a miner waits for its chain, with a line each time", async () => {
  await withEndpoints([{}], async ([only], lines, log) => {
    only!.manner.instead = () => new Response("", { status: 502 });
    setTimeout(() => only!.manner.instead = undefined, 500);
    const connection = await connect([only!.url], OWN, { log, waits: true });
    assertEquals(connection.chainId, 1);
    assertEquals(connection.genesis, only!.manner.genesis);
    assert(lines.some((line) => line.includes("tried again in 1 s")), lines.join("\n"));
  });
});

Deno.test("indexing is an answer, and sets no endpoint aside", async () => {
  await withEndpoints([{}], async ([only], lines, log) => {
    const { client } = await introduced([only!], log);
    only!.manner.answer = ({ method }) =>
      method === "eth_getTransactionReceipt"
        ? { error: { code: -32_000, message: "transaction indexing is in progress" } }
        : undefined;
    const error = await assertRejects(() => client.getTransactionReceipt({ hash: zeroHash }));
    assertStringIncludes((error as BaseError).details, "indexing is in progress");
    assertEquals(lines, []);
  });
});
