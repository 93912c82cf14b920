/** Every rule of retrieval, with real servers. What hostile gateways do is in tests/hostile. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { DemlError } from "../../protocol/errors.ts";
import { tell } from "../cli/failures/tell.ts";
import { type HostileGateway, openGateway, silent } from "../../tests/hostile/gateways.ts";
import { file, forest, leaf } from "../../tests/hostile/trees.ts";
import { cidOfBytes } from "./cid.ts";
import { fetchFile, fetchVerified } from "./fetch.ts";
import { blockReader } from "./fetch_block.ts";
import { bodyTime, fileTime } from "./limits.ts";
import { refusedBy } from "./refusal.ts";

const TEXT = new TextEncoder().encode("the truth");
const CID = await cidOfBytes(TEXT);

type Answer = Parameters<typeof openGateway>[0];

async function withGateways(
  answers: Answer[],
  work: (gateways: HostileGateway[], urls: string[]) => Promise<void>,
): Promise<void> {
  const gateways = answers.map((answer) => openGateway(answer));
  try {
    await work(gateways, gateways.map(({ url }) => url));
  } finally {
    await Promise.all(gateways.map(({ close }) => close()));
  }
}

/** Gives each answer once, then the block. */
function first(...answers: (() => Response)[]): Answer {
  let asked = 0;
  return () => answers[asked++]?.() ?? new Response(TEXT);
}

const status = (code: number, headers: HeadersInit = {}) => () =>
  new Response("", { status: code, headers });

Deno.test("a passing answer is tried again: 429, 502, 503, 504, and no other", async () => {
  for (const code of [429, 502, 503, 504]) {
    await withGateways([first(status(code))], async ([gateway], gateways) => {
      assertEquals(await fetchVerified(CID, { gateways, maxBytes: 9 }), TEXT);
      assertEquals(gateway?.asked.length, 2);
    });
  }
  for (const code of [400, 401, 403, 404, 410, 451, 500]) {
    await withGateways([first(status(code))], async ([gateway], gateways) => {
      const error = await assertRejects(
        () => fetchVerified(CID, { gateways, maxBytes: 9 }),
        DemlError,
      );
      assertStringIncludes(tell(error).message, `answered HTTP ${code}`);
      assertEquals(gateway?.asked.length, 1);
    });
  }
});

Deno.test("a gateway is tried four times, and the sentence says so", async () => {
  await withGateways([status(502)], async ([gateway], gateways) => {
    const error = await assertRejects(
      () => fetchVerified(CID, { gateways, maxBytes: 9 }),
      DemlError,
    );
    assertStringIncludes(tell(error).message, "answered HTTP 502 4 times");
    assertEquals(gateway?.asked.length, 4);
  });
});

Deno.test("Retry-After in seconds and as a date delays the next try", async () => {
  const date = () => new Date(Date.now() + 3_000).toUTCString();
  for (const after of [() => "2", date]) {
    const times: number[] = [];
    const answer = first(() =>
      new Response("", { status: 429, headers: { "retry-after": after() } })
    );
    await withGateways([(...given) => {
      times.push(performance.now());
      return answer(...given);
    }], async (_, gateways) => {
      assertEquals(await fetchVerified(CID, { gateways, maxBytes: 9 }), TEXT);
      assertEquals(times.length, 2);
      // Dates are whole seconds, so up to one of the three may be lost.
      assert(times[1]! - times[0]! >= 1_900, `${times[1]! - times[0]!} ms`);
    });
  }
});

Deno.test("Retry-After is read in both forms, and capped", () => {
  const rest = (code: number, after?: string) =>
    refusedBy(
      status(code, after === undefined ? {} : { "retry-after": after })(),
      new URL("http://x"),
    )
      .rest;
  assertEquals(rest(429, "2"), 2_000);
  assertEquals(rest(503, "86400"), 30_000);
  assertEquals(rest(503, new Date(Date.now() + 3_600_000).toUTCString()), 30_000);
  assertEquals(rest(429, "Thu, 01 Jan 1970 00:00:00 GMT"), 0);
  for (const none of [undefined, "", "soon", "-1"]) assertEquals(rest(429, none), 0, none);
  for (const code of [404, 500]) assertEquals(rest(code, "2"), undefined);
});

Deno.test("while one gateway rests, the next is asked", async () => {
  const resting = status(503, { "retry-after": "86400" });
  await withGateways([resting, first()], async ([one, other], gateways) => {
    const getBlock = blockReader({ gateways, deadline: 20_000 });
    assertEquals(await getBlock(CID, 9), TEXT);
    assertEquals([one?.asked.length, other?.asked.length], [1, 1]);
  });
});

Deno.test("a gateway that says nothing is raced against the next, and the loser is cancelled", async () => {
  const cancelled = Promise.withResolvers<void>();
  const hanging: Answer = (request) => {
    request.signal.addEventListener("abort", () => cancelled.resolve());
    return silent(request);
  };
  await withGateways([hanging, first()], async ([one, other], gateways) => {
    // Without a race, it would wait for the first until the deadline ends the fetch.
    const getBlock = blockReader({ gateways, timeout: 600_000, deadline: 20_000 });
    assertEquals(await getBlock(CID, 9), TEXT);
    await cancelled.promise;
    // The winner is the first to be asked for the next block.
    assertEquals(await getBlock(CID, 9), TEXT);
    assertEquals([one?.asked.length, other?.asked.length], [1, 2]);
  });
});

Deno.test("a gateway that answers at once is not raced", async () => {
  await withGateways([first(), first()], async ([one, other], gateways) => {
    assertEquals(await fetchVerified(CID, { gateways, maxBytes: 9 }), TEXT);
    assertEquals([one?.asked.length, other?.asked.length], [1, 0]);
  });
});

/** Begins an answer, and then sends a byte now and then, without end. */
const trickle: Answer = () => {
  let timer: number;
  return new Response(
    new ReadableStream({
      start(controller) {
        controller.enqueue(TEXT.subarray(0, 1));
        timer = setInterval(() => controller.enqueue(TEXT.subarray(0, 1)), 400);
      },
      cancel: () => clearInterval(timer),
    }),
  );
};

Deno.test("a gateway that trickles is dropped, and the next is asked", async () => {
  assertEquals([bodyTime(0), bodyTime(1024 * 1024), bodyTime(0, 100)], [10_000, 14_000, 100]);
  await withGateways([trickle, first()], async ([one, other], gateways) => {
    const options = { maxBytes: 1_000, timeout: 900 };
    assertEquals(await fetchVerified(CID, { ...options, gateways }), TEXT);
    assertEquals([one?.asked.length, other?.asked.length], [1, 1]);
    const error = await assertRejects(
      () => fetchVerified(CID, { ...options, gateways: gateways.slice(0, 1) }),
      DemlError,
    );
    assertStringIncludes(tell(error).message, "is too slow: 3 bytes in 1 s");
  });
});

Deno.test("one deadline ends the whole fetch, retries included, and received blocks are kept", async () => {
  assertEquals([fileTime(0), fileTime(256 * 1024), fileTime(0, 300)], [120_000, 121_000, 300]);
  const source = forest();
  const parts = await Promise.all([1, 2, 3].map((byte) => leaf(source, Uint8Array.of(byte))));
  const cid = await file(source, parts.map((part) => [part, 1]));
  const stuck = String(parts[2]);
  const answer: Answer = (request) => {
    const name = new URL(request.url).pathname.slice("/ipfs/".length);
    if (name === stuck) return status(429)();
    return new Response(source.blocks.get(name) as Uint8Array<ArrayBuffer>);
  };
  await withGateways([answer], async (_, gateways) => {
    const store = forest();
    const options = { gateways, store, maxBytes: 9, deadline: 200 };
    const error = await assertRejects(() => fetchFile(cid, options), DemlError, '"waited":{');
    assertStringIncludes(tell(error).message, "the gateways took");
    assertEquals(store.blocks.size, 3);
  });
});

Deno.test("a leaf that is longer than its parent claims is refused, through a gateway too", async () => {
  const source = forest();
  const long = await leaf(source, TEXT);
  const cid = await file(source, [[long, 4]]);
  const answer: Answer = (request) => {
    const name = new URL(request.url).pathname.slice("/ipfs/".length);
    return new Response(source.blocks.get(name) as Uint8Array<ArrayBuffer>);
  };
  await withGateways([answer], async (_, gateways) => {
    for (const fetch of [fetchVerified, fetchFile]) {
      await assertRejects(
        () => fetch(cid, { gateways, maxBytes: 100, store: forest() }),
        DemlError,
        `ipfs/block-size-above {"cid":"${long}","size":9,"above":4}`,
      );
    }
  });
});

Deno.test("Kubo's redirect from localhost to a CID's name comes with the address to use", async () => {
  await withGateways([
    () =>
      new Response(null, {
        status: 301,
        headers: { location: `http://${CID}.ipfs.localhost:1/` },
      }),
  ], async ([gateway], [url = ""]) => {
    const named = url.replace("127.0.0.1", "localhost");
    for (const [address, hint] of [[named, true], [url, false]] as const) {
      const error = await assertRejects(
        () => fetchVerified(CID, { gateways: [address], maxBytes: 9 }),
        DemlError,
      );
      const { message } = tell(error);
      assertStringIncludes(message, `redirects to http://${CID}.ipfs.localhost:1`);
      assertEquals(message.includes(`name it as ${url}`), hint, message);
    }
    assertEquals(gateway?.asked.length, 2);
  });
});

Deno.test("an interrupted fetch ends at once, whatever its gateways do", async () => {
  await withGateways([silent, status(429)], async (_, gateways) => {
    const stop = new AbortController();
    const fetching = fetchVerified(CID, { gateways, maxBytes: 9, signal: stop.signal });
    stop.abort(new DemlError({ kind: "interrupted/told" }));
    await assertRejects(() => fetching, DemlError, "interrupted/told");
  });
});
