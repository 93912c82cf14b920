/** Serving the dashboard: what is sent, what is not, and who may add blocks. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { connect as connectTcp } from "node:net";
import { readPageFrom } from "../miner/dashboard/read_page.ts";
import { serveDashboard } from "../miner/dashboard/serve.ts";
import { DemlError } from "../protocol/errors.ts";
import { openBlockStore } from "../miner/ipfs/block_store.ts";
import { cidOfBytes } from "../miner/ipfs/cid.ts";

const SETTINGS = { rpc: ["https://rpc.example/secret"], chainId: 31337, publishes: true };
const LIMIT = 2 * 1024 * 1024;

interface Place {
  url: string;
  folder: string;
}

/** Serves a small page beside a file that it must not give. */
async function serving(
  options: { publish?: boolean; store?: boolean },
  work: (place: Place) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(`${folder}/page/assets`, { recursive: true });
  await Deno.writeTextFile(`${folder}/page/index.html`, "<!DOCTYPE html><title>DeML</title>");
  await Deno.writeTextFile(`${folder}/page/assets/index-1a2b.js`, "export {};");
  await Deno.writeTextFile(`${folder}/secret.txt`, "not for the page");
  const served = serveDashboard({
    page: await readPageFrom(`${folder}/page`),
    settings: SETTINGS,
    hosts: ["https://rpc.example/secret", "http://127.0.0.1:8545"],
    hostname: "127.0.0.1",
    port: 0,
    publish: options.publish,
    store: options.store === false ? undefined : await openBlockStore(`${folder}/blocks`),
  });
  try {
    await work({ url: served.url, folder });
  } finally {
    await served.close();
    await Deno.remove(folder, { recursive: true });
  }
}

/** Asks as written: fetch would tidy the path and set the Host. Answers status line and body. */
async function raw(url: string, head: string[], body = ""): Promise<string> {
  const { hostname, port } = new URL(url);
  const answer = Promise.withResolvers<string>();
  const socket = connectTcp(Number(port), hostname, () => {
    socket.write(`${[...head, "Connection: close"].join("\r\n")}\r\n\r\n${body}`);
  });
  let text = "";
  socket.on("data", (part: Uint8Array) => text += new TextDecoder().decode(part));
  socket.on("end", () => answer.resolve(text));
  socket.on("error", answer.reject);
  try {
    return await answer.promise;
  } finally {
    socket.destroy();
  }
}

function status(answer: string): number {
  return Number(answer.split(" ")[1]);
}

async function put(
  { url }: Place,
  cid: string,
  body: Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<[number, string]> {
  const response = await fetch(`${url}ipfs/${cid}`, { method: "PUT", body, headers });
  return [response.status, await response.text()];
}

const bytesOf = (text: string) => new TextEncoder().encode(text);
const cidText = async (bytes: Uint8Array) => String(await cidOfBytes(bytes));

Deno.test("the page, its settings and its headers", async () => {
  await serving({}, async ({ url }) => {
    const page = await fetch(url);
    assertStringIncludes(await page.text(), "DeML");
    assertEquals(page.headers.get("content-type"), "text/html; charset=utf-8");
    assertEquals(page.headers.get("cache-control"), "no-cache");
    const policy = page.headers.get("content-security-policy")!.split("; ");
    assert(policy.includes("default-src 'none'"));
    assert(policy.includes("script-src 'self' 'wasm-unsafe-eval'"));
    assert(policy.includes("worker-src 'self'"));
    assert(policy.includes("frame-ancestors 'none'"));
    // Only origins: a key in an endpoint's path is not in any header.
    assert(policy.includes("connect-src 'self' https://rpc.example http://127.0.0.1:8545"));

    const script = await fetch(`${url}assets/index-1a2b.js`);
    assertEquals(await script.text(), "export {};");
    assertEquals(script.headers.get("content-type"), "text/javascript; charset=utf-8");
    assertStringIncludes(script.headers.get("cache-control")!, "immutable");

    const settings = await fetch(`${url}settings.json`);
    assertEquals(await settings.json(), SETTINGS);
    assertEquals(settings.headers.get("cache-control"), "no-cache");

    const missing = await fetch(`${url}nothing.js`);
    await missing.body?.cancel();
    assertEquals(missing.status, 404);
    for (const { headers } of [page, script, settings, missing]) {
      assertEquals(headers.get("cross-origin-opener-policy"), "same-origin");
      assertEquals(headers.get("cross-origin-embedder-policy"), "require-corp");
      assertEquals(headers.get("x-content-type-options"), "nosniff");
      assertEquals(headers.get("referrer-policy"), "no-referrer");
      assert(headers.get("content-security-policy") !== null);
    }

    const head = await fetch(url, { method: "HEAD" });
    assertEquals([head.status, await head.text()], [200, ""]);
    for (const method of ["POST", "PUT", "DELETE"]) {
      const response = await fetch(url, { method });
      await response.body?.cancel();
      assertEquals([method, response.status], [method, 405]);
    }
  });
});

Deno.test("no path leads out of the page's folder", async () => {
  await serving({}, async ({ url }) => {
    const host = `Host: ${new URL(url).host}`;
    const paths = [
      "/../secret.txt",
      "/assets/../../secret.txt",
      "/..%2fsecret.txt",
      "/%2e%2e/secret.txt",
      "/%2e%2e%2fsecret.txt",
      "/..\\secret.txt",
      "//secret.txt",
      "/assets/",
      "/assets",
      "/.",
      "/ipfs/../../secret.txt",
      "/ipfs/..%2f..%2fsecret.txt",
    ];
    for (const path of paths) {
      const answer = await raw(url, [`GET ${path} HTTP/1.1`, host]);
      assert(!answer.includes("not for the page"), path);
      // "/." is the page itself, whoever tidies it.
      assert(path === "/." || status(answer) >= 400, `${path}: ${answer.split("\r\n")[0]}`);
    }
  });
});

Deno.test("a foreign name that points to this machine gets a 421", async () => {
  await serving({ publish: true }, async (place) => {
    const { url } = place;
    const { port } = new URL(url);
    const body = "block";
    const cid = await cidText(bytesOf(body));
    for (const host of ["evil.example", `evil.example:${port}`, "127.0.0.1.evil.example"]) {
      for (const path of ["/", "/settings.json", `/ipfs/${cid}`]) {
        const answer = await raw(url, [`GET ${path} HTTP/1.1`, `Host: ${host}`]);
        assertEquals([host, path, status(answer)], [host, path, 421]);
      }
      const length = `Content-Length: ${body.length}`;
      const answer = await raw(url, [`PUT /ipfs/${cid} HTTP/1.1`, `Host: ${host}`, length], body);
      assertEquals(status(answer), 421);
    }
    const kept = await fetch(`${url}ipfs/${cid}`);
    await kept.body?.cancel();
    assertEquals(kept.status, 404);
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`]) {
      assertEquals(status(await raw(url, ["GET / HTTP/1.1", `Host: ${host}`])), 200);
    }
  });
});

Deno.test("a block is accepted, and served to anybody", async () => {
  await serving({ publish: true }, async (place) => {
    const block = bytesOf("a block of data");
    const cid = await cidText(block);
    assertEquals(await put(place, cid, block, { "sec-fetch-site": "same-origin" }), [201, ""]);
    const given = await fetch(`${place.url}ipfs/${cid}?format=raw`);
    assertEquals(new Uint8Array(await given.arrayBuffer()), block);
    assertEquals(given.headers.get("access-control-allow-origin"), "*");
    // Once more does no harm.
    assertEquals((await put(place, cid, block))[0], 201);
  });
});

Deno.test("a page without --publish accepts nothing", async () => {
  const block = bytesOf("a block");
  const cid = await cidText(block);
  await serving({ publish: false }, async (place) => {
    const [code, says] = await put(place, cid, block);
    assertEquals(code, 403);
    assertStringIncludes(says, "does not accept data");
    await assertRejects(() => Deno.stat(`${place.folder}/blocks/${cid}`), Deno.errors.NotFound);
  });
  await serving({ publish: true, store: false }, async (place) => {
    assertEquals((await put(place, cid, block))[0], 405);
  });
});

Deno.test("a block that does not match its CID, or comes from another page, is refused", async () => {
  await serving({ publish: true }, async (place) => {
    const block = bytesOf("a block");
    const cid = await cidText(block);
    assertEquals((await put(place, cid, bytesOf("another")))[0], 400);
    assertEquals((await put(place, "not-a-cid", block))[0], 400);
    assertEquals((await put(place, "..%2f..%2fsecret.txt", block))[0], 400);
    // CIDv0, which no spec names.
    const old = "QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG";
    assertEquals((await put(place, old, block))[0], 400);
    for (const site of ["cross-site", "same-site", "none"]) {
      const [code, says] = await put(place, cid, block, { "sec-fetch-site": site });
      assertEquals([site, code], [site, 403]);
      assertStringIncludes(says, "Only the dashboard itself");
    }
    const names = [...Deno.readDirSync(`${place.folder}/blocks`)].map(({ name }) => name);
    assertEquals(names, []);
  });
});

Deno.test("a block of 2 MiB is accepted, and one byte more is not, whatever its declared length", async () => {
  await serving({ publish: true }, async (place) => {
    const largest = new Uint8Array(LIMIT).fill(7);
    assertEquals((await put(place, await cidText(largest), largest))[0], 201);
    const larger = new Uint8Array(LIMIT + 1).fill(7);
    const cid = await cidText(larger);
    const [code, says] = await put(place, cid, larger);
    assertEquals(code, 413);
    assertStringIncludes(says, "2 MiB");
    // In chunks, which announce no length.
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < larger.length; at += 65_536) {
          controller.enqueue(larger.slice(at, at + 65_536));
        }
        controller.close();
      },
    });
    const response = await fetch(`${place.url}ipfs/${cid}`, { method: "PUT", body: stream });
    await response.body?.cancel();
    assertEquals(response.status, 413);
    const kept = await fetch(`${place.url}ipfs/${cid}`);
    await kept.body?.cancel();
    assertEquals(kept.status, 404);
  });
});

Deno.test("a page that is not built is reported", async () => {
  const folder = await Deno.makeTempDir();
  const error = await assertRejects(() => readPageFrom(folder), DemlError, "file/no-dashboard");
  assertEquals(error.code, "file");
  await Deno.remove(folder);
});
