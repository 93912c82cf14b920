import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { connectionTo, joinReads } from "./client.ts";

const CONTRACT = "0x5FbDB2315678afecb367f032d93F642f64180aa3";
const ROOT = fromFileUrl(new URL("../../../", import.meta.url));
/** Rooms that the page imports, as far as they ask the chain. */
const ROOMS = ["dashboard/src", "miner/chain", "miner/participant", "miner/organizer"];
/** Of TanStack's client, of the miner's and of that for ENS. */
const OTHERS = ["cancelQueries", "waitForTransactionReceipt", "getEnsName"];

async function* sources(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) yield* sources(`${folder}/${name}`);
    else if (/\.tsx?$/.test(name)) yield await Deno.readTextFile(`${folder}/${name}`);
  }
}

Deno.test("the page's client has every question that the page's code asks", async () => {
  const { client } = connectionTo(["http://127.0.0.1:1"], { chainId: 1, contract: CONTRACT });
  const asked = new Set<string>();
  for (const room of ROOMS) {
    for await (const text of sources(ROOT + room)) {
      for (const [, name] of text.matchAll(/\bclient\.([a-zA-Z]+)\(/g)) asked.add(name!);
    }
  }
  assert(asked.size > 10, `${asked.size} questions`);
  const has = (name: string) => typeof (client as unknown as Record<string, unknown>)[name];
  const missing = [...asked].filter((name) => has(name) !== "function" && !OTHERS.includes(name));
  assertEquals(missing, []);
});

Deno.test("views of one tick are one call once Multicall3 is found, and single ones before", async () => {
  const asked: string[] = [];
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    async (request) => {
      const body = await request.json();
      const all = Array.isArray(body) ? body : [body];
      const answers = all.map(({ id, method }) => {
        asked.push(method);
        return {
          jsonrpc: "2.0",
          id,
          result: method === "eth_getCode" ? "0x60" : `0x${"0".repeat(64)}`,
        };
      });
      return Response.json(Array.isArray(body) ? answers : answers[0]);
    },
  );
  try {
    const urls = [`http://127.0.0.1:${server.addr.port}`];
    const { client } = connectionTo(urls, { chainId: 1, contract: CONTRACT });
    const views = () =>
      Promise.allSettled(
        ["0x01", "0x02", "0x03"].map((data) => client.call({ to: CONTRACT, data: data as "0x01" })),
      );
    await views();
    assertEquals(asked.splice(0), ["eth_call", "eth_call", "eth_call"]);
    assertEquals(await joinReads({ client }), true);
    asked.splice(0);
    await views();
    assertEquals(asked, ["eth_call"]);
  } finally {
    await server.shutdown();
  }
});
