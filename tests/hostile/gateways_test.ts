/**
 * Hostile gateways: bounded in bytes and time, never followed elsewhere, and no reason to give up.
 */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { checkGateway } from "../../miner/cli/doctor/check_gateway.ts";
import { DemlError } from "../../protocol/errors.ts";
import { tell } from "../../miner/cli/failures/tell.ts";
import { cidOfBytes } from "../../miner/ipfs/cid.ts";
import { fetchFile, fetchVerified } from "../../miner/ipfs/fetch.ts";
import { HOSTILE_GATEWAYS, type HostileGateway, openGateway, silent } from "./gateways.ts";

const TEXT = new TextEncoder().encode("the truth");
const MOST = 2 ** 30;
/** Milliseconds to find a block; the time for 2 MiB at the slowest comes on top. */
const TIMEOUT = 500;
const WITHIN = TIMEOUT + 8_000;

async function withGateway(
  answer: Parameters<typeof openGateway>[0],
  work: (gateway: HostileGateway) => Promise<void>,
): Promise<void> {
  const gateway = openGateway(answer);
  try {
    await work(gateway);
  } finally {
    await gateway.close();
  }
}

for (const { name, says, bytes, answer } of HOSTILE_GATEWAYS) {
  Deno.test(`a gateway that is ${name} fails with a sentence, and the next one is asked`, async () => {
    const cid = await cidOfBytes(TEXT);
    await withGateway(answer, async ({ url, sent }) => {
      const started = performance.now();
      for (const fetch of [fetchVerified, fetchFile]) {
        // Were there no limit, this one would end it with another error, and not at all.
        const signal = AbortSignal.timeout(WITHIN + 2_000);
        const options = { gateways: [url], maxBytes: MOST, timeout: TIMEOUT, signal };
        const error = await assertRejects(() => fetch(cid, options), DemlError);
        assertEquals(error.code, "ipfs");
        assertStringIncludes(tell(error).message, says);
      }
      assert(performance.now() - started < 2 * WITHIN + 2_000, "it takes long");
      assert(sent() <= 2 * bytes, `it could send ${sent()} bytes`);
      await withGateway(() => new Response(TEXT), async (honest) => {
        const gateways = [url, honest.url];
        const found = await fetchVerified(cid, { gateways, maxBytes: 9, timeout: TIMEOUT });
        assertEquals(found, TEXT);
      });
    });
  });
}

Deno.test("a gateway that accepts a request and stays silent is given up in time, and the next one is asked", async () => {
  const cid = await cidOfBytes(TEXT);
  await withGateway(silent, async ({ url }) => {
    // A block of at most nine bytes: half a second to find it, and next to nothing for its bytes.
    const options = {
      maxBytes: TEXT.length,
      timeout: TIMEOUT,
      signal: AbortSignal.timeout(WITHIN),
    };
    const error = await assertRejects(
      () => fetchVerified(cid, { ...options, gateways: [url] }),
      DemlError,
    );
    assertStringIncludes(tell(error).message, "did not begin to answer within 1 s");
    await withGateway(() => new Response(TEXT), async (honest) => {
      assertEquals(await fetchVerified(cid, { ...options, gateways: [url, honest.url] }), TEXT);
    });
  });
});

Deno.test("a redirect to another port, host or scheme is not followed", async () => {
  const cid = await cidOfBytes(TEXT);
  await withGateway(() => new Response(TEXT), async (inside) => {
    for (const status of [301, 302, 303, 307, 308]) {
      for (
        const to of [`${inside.url}/admin`, inside.url.replace("127.0.0.1", "localhost"), "/again"]
      ) {
        await withGateway(
          () => new Response(null, { status, headers: { location: to } }),
          async ({ url, asked }) => {
            const options = { gateways: [url], maxBytes: 100 };
            const error = await assertRejects(() => fetchVerified(cid, options), DemlError);
            assertStringIncludes(tell(error).message, "redirects to http://");
            assertStringIncludes(tell(error).message, "which is not followed");
            assertEquals(asked, [`/ipfs/${cid}`]);
            // The doctor says so before a miner meets it.
            const { level, found } = await checkGateway(url);
            assertEquals(level, "fail");
            assertStringIncludes(found, `answers ${status}`);
          },
        );
      }
    }
    assertEquals(inside.asked, []);
  });
});

Deno.test("no sentence contains more of a gateway's address than its origin", async () => {
  const cid = await cidOfBytes(TEXT);
  const gateways = [
    "http://user:secret@127.0.0.1:1/secret",
    "https://127.0.0.1:1/secret?key=secret",
    "secret",
    "file:///secret",
  ];
  const error = await assertRejects(
    () => fetchVerified(cid, { gateways, maxBytes: 100 }),
    DemlError,
  );
  assert(!tell(error).message.includes("secret"), tell(error).message);
  assertStringIncludes(tell(error).message, "http://127.0.0.1:1 cannot be reached");
});

Deno.test("a gateway below a path, with a key or relative to the page is asked there", async () => {
  const cid = await cidOfBytes(TEXT);
  const asked: string[] = [];
  const answer = (request: Request) => {
    asked.push(request.url);
    return new Response(TEXT);
  };
  await withGateway(answer, async ({ url }) => {
    const page = { href: `${url}/deml/index.html#/models` };
    Object.defineProperty(globalThis, "location", { value: page, configurable: true });
    try {
      for (const gateway of [`${url}//`, `${url}/at/`, `${url}/?key=k`, "./"]) {
        await fetchVerified(cid, { gateways: [gateway], maxBytes: 9 });
      }
    } finally {
      Object.defineProperty(globalThis, "location", { value: undefined, configurable: true });
    }
    assertEquals(asked.map((address) => address.slice(url.length)), [
      `/ipfs/${cid}?format=raw`,
      `/at/ipfs/${cid}?format=raw`,
      `/ipfs/${cid}?key=k&format=raw`,
      `/deml/ipfs/${cid}?format=raw`,
    ]);
  });
});
