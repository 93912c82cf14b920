/**
 * Clients of our own servers that are strangers: wrong hosts, requests that never end, answers that
 * nobody takes, and pages of others that would publish.
 */
import { assert, assertEquals } from "@std/assert";
import { readPageFrom } from "../../miner/dashboard/read_page.ts";
import { serveDashboard } from "../../miner/dashboard/serve.ts";
import { openBlockStore } from "../../miner/ipfs/block_store.ts";
import { cidOfBytes } from "../../miner/ipfs/cid.ts";
import { serveGateway } from "../../miner/ipfs/gateway.ts";
import { BOUNDS, type Bounds } from "../../miner/base/serve_guarded.ts";

const LARGE = 48 * 1024 * 1024;
const bytesOf = (text: string) => new TextEncoder().encode(text);

/** Both servers, over one store. */
async function serving(
  bounds: Partial<Bounds>,
  work: (ports: { dashboard: number; gateway: number }, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(`${folder}/page`);
  await Deno.writeTextFile(`${folder}/page/index.html`, "<!DOCTYPE html><title>DeML</title>");
  await Deno.writeFile(`${folder}/page/large.wasm`, new Uint8Array(LARGE));
  const store = await openBlockStore(`${folder}/blocks`);
  const all = { ...BOUNDS, ...bounds };
  const dashboard = serveDashboard({
    page: await readPageFrom(`${folder}/page`),
    settings: {},
    hosts: [],
    hostname: "127.0.0.1",
    port: 0,
    publish: true,
    store,
    bounds: all,
  });
  const gateway = serveGateway(store, { bounds: all });
  try {
    const portOf = (url: string) => Number(new URL(url).port);
    await work({ dashboard: portOf(dashboard.url), gateway: portOf(gateway.url) }, folder);
  } finally {
    await dashboard.close();
    await gateway.close();
    await Deno.remove(folder, { recursive: true });
  }
}

/** Sends bytes unchanged, and reads the response to its end. */
async function raw(port: number, text: string): Promise<string> {
  const connection = await Deno.connect({ port });
  try {
    await connection.write(bytesOf(text));
    let answer = "";
    const buffer = new Uint8Array(4_096);
    for (let read = await connection.read(buffer); read !== null;) {
      answer += new TextDecoder().decode(buffer.subarray(0, read));
      read = await connection.read(buffer).catch(() => null);
    }
    return answer;
  } finally {
    connection.close();
  }
}

const statusOf = (answer: string) => Number(answer.split(" ")[1]);

Deno.test("an invalid or missing Host gets a 400 without a stack", async () => {
  await serving({}, async (ports) => {
    for (const [name, port] of Object.entries(ports)) {
      const hosts = ["a b[", "[", "a/b", "a:b:c", "a:99999", "é", "a#b", "a?b", "a@b", "[::1", "%"];
      for (const head of [...hosts.map((host) => `Host: ${host}\r\n`), "", "Host: \r\n"]) {
        const answer = await raw(port, `GET / HTTP/1.1\r\n${head}\r\n`);
        assertEquals(statusOf(answer), 400, `${name}, ${head}: ${answer}`);
        assert(!/\.ts|at |TypeError/.test(answer), answer);
      }
      const other = "GET http://evil.example/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
      assert(statusOf(await raw(port, other)) >= 400, name);
      assert(
        [200, 404].includes(statusOf(await raw(port, "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"))),
      );
    }
  });
});

Deno.test("a request that does not end is aborted with a reason", async () => {
  await serving({ request: 400 }, async (ports) => {
    for (const port of Object.values(ports)) {
      const halves = [
        "GET / HTTP/1.1\r\nHost: 127.0.0.1",
        "GET ",
        `PUT /ipfs/x HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ${"a".repeat(30_000)}`,
      ];
      for (const half of halves) {
        const started = performance.now();
        assertEquals(statusOf(await raw(port, half)), 408, half.slice(0, 40));
        assert(performance.now() - started < 3_000);
      }
    }
    const cid = await cidOfBytes(bytesOf("whole"));
    const body = `PUT /ipfs/${cid} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\n\r\nwho`;
    assertEquals(statusOf(await raw(ports.dashboard, body)), 408);
    // A silent client gets no response.
    assertEquals(await raw(ports.gateway, ""), "");
  });
});

Deno.test("a client that waits for permission to continue is asked to send everything, and holds no slot", async () => {
  await serving({ request: 400, connection: 4_000 }, async ({ dashboard: port }) => {
    const cid = await cidOfBytes(bytesOf("whole"));
    const head = `PUT /ipfs/${cid} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\n`;
    for (const rest of ["", "who", "whole"]) {
      const started = performance.now();
      const answer = await raw(port, `${head}Expect: 100-continue\r\n\r\n${rest}`);
      assertEquals(statusOf(answer), 417, answer);
      assert(performance.now() - started < 3_000);
    }
  });
});

Deno.test("HTTP/2, with its unlimited requests per connection, is not supported", async () => {
  await serving({ request: 1_000, connection: 4_000 }, async (ports) => {
    const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
    for (const port of Object.values(ports)) {
      assertEquals(statusOf(await raw(port, preface)), 505);
      // In pieces, however small: whatever is said, it is nothing of HTTP/2.
      const client = await Deno.connect({ port });
      client.setNoDelay();
      for (const byte of bytesOf(preface)) {
        await client.write(Uint8Array.of(byte)).catch(() => {});
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      const said = new Uint8Array(100);
      const read = await client.read(said).catch(() => null) ?? 0;
      assert(read === 0 || new TextDecoder().decode(said).startsWith("HTTP/1.1 505"));
      client.close();
    }
  });
});

Deno.test("a limited number of connections is served at once, and one more is refused with a reason", async () => {
  await serving({ connections: 4, request: 600 }, async ({ dashboard: port }) => {
    const ask = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    const held = Array.from({ length: 4 }, () => raw(port, "GET /"));
    await new Promise((resolve) => setTimeout(resolve, 100));
    for (let i = 0; i < 20; i++) {
      // The answer, or the connection's end where it was closed before it had read the question.
      const answer = await raw(port, ask).catch(() => "");
      assert(answer === "" || statusOf(answer) === 503, answer);
    }
    assertEquals((await Promise.all(held)).map(statusOf), [408, 408, 408, 408]);
    assertEquals(statusOf(await raw(port, ask)), 200);
  });
});

Deno.test("eight blocks are accepted at once, and a ninth has to wait", async () => {
  await serving({ request: 1_500 }, async ({ dashboard: port }) => {
    const cid = await cidOfBytes(bytesOf("whole"));
    const head = `PUT /ipfs/${cid} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\n\r\n`;
    const held = Array.from({ length: 8 }, () => raw(port, `${head}who`));
    await new Promise((resolve) => setTimeout(resolve, 300));
    assertEquals(statusOf(await raw(port, `${head}whole`)), 503);
    assertEquals((await Promise.all(held)).map(statusOf), Array(8).fill(408));
    assertEquals(statusOf(await raw(port, `${head}whole`)), 201);
  });
});

Deno.test("a response that nobody reads is neither awaited nor kept", async () => {
  await serving({ stall: 400 }, async ({ dashboard: port }) => {
    const before = Deno.memoryUsage().rss;
    const clients = await Promise.all(Array.from({ length: 20 }, async () => {
      const client = await Deno.connect({ port });
      await client.write(bytesOf("GET /large.wasm HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
      return client;
    }));
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    const held = Deno.memoryUsage().rss - before;
    assert(held < 200_000_000, `${held} bytes for ${20 * LARGE}`);
    for (const client of clients) {
      let taken = 0;
      const buffer = new Uint8Array(65_536);
      for (let read: number | null = 0; read !== null; taken += read ?? 0) {
        read = await client.read(buffer).catch(() => null);
      }
      assert(taken < LARGE, "it was sent whole after its time");
      client.close();
    }
    // Who takes it gets all of it.
    const whole = await fetch(`http://127.0.0.1:${port}/large.wasm`);
    assertEquals((await whole.arrayBuffer()).byteLength, LARGE);
  });
});

Deno.test("a thousand half-open uploads use no memory, and end", async () => {
  await serving({ request: 4_000 }, async ({ dashboard: port }) => {
    const cid = await cidOfBytes(bytesOf("whole"));
    const head = `PUT /ipfs/${cid} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2000000\r\n\r\n`;
    const part = bytesOf(head + "x".repeat(150_000));
    const before = Deno.memoryUsage().rss;
    const ended = Array.from({ length: 1_000 }, async () => {
      const client = await Deno.connect({ port });
      try {
        for (let at = 0; at < part.length;) at += await client.write(part.subarray(at));
        await client.read(new Uint8Array(100));
      } catch {
        // It was refused while it sent.
      }
      client.close();
    });
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const held = Deno.memoryUsage().rss - before;
    assert(held < 150_000_000, `${held} bytes`);
    await Promise.all(ended);
    assertEquals((await fetch(`http://127.0.0.1:${port}/`).then((r) => r.text())).length > 0, true);
  });
});

Deno.test("a PUT of another origin is refused, with and without Sec-Fetch-Site", async () => {
  await serving({}, async ({ dashboard: port }, folder) => {
    const cid = await cidOfBytes(bytesOf("whole"));
    const own = `http://127.0.0.1:${port}`;
    const put = (headers: string[], host = `127.0.0.1:${port}`) =>
      raw(
        port,
        `PUT /ipfs/${cid} HTTP/1.1\r\nHost: ${host}\r\n${
          headers.map((header) => `${header}\r\n`).join("")
        }Content-Length: 5\r\n\r\nwhole`,
      );
    const others = [
      "https://evil.example",
      "null",
      "",
      `https://127.0.0.1:${port}`,
      `http://127.0.0.1:${port + 1}`,
      "http://127.0.0.1",
      `http://localhost:${port}`,
      `${own}.evil.example`,
      `${own}, https://evil.example`,
    ];
    for (const origin of others) {
      for (const site of [[], ["Sec-Fetch-Site: same-origin"]]) {
        const answer = await put([`Origin: ${origin}`, ...site]);
        assertEquals(statusOf(answer), 403, `${origin}: ${answer}`);
      }
    }
    assertEquals(statusOf(await put([`Origin: ${own}`, "Sec-Fetch-Site: cross-site"])), 403);
    assertEquals([...Deno.readDirSync(`${folder}/blocks`)].length, 0);
    assertEquals(statusOf(await put([`Origin: ${own}`])), 201);
    const local = [`Origin: http://localhost:${port}`, "Sec-Fetch-Site: same-origin"];
    assertEquals(statusOf(await put(local, `localhost:${port}`)), 201);
    // A program on this machine names no origin.
    assertEquals(statusOf(await put([])), 201);
  });
});
