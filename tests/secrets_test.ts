/** Keys and passwords in URLs are in nothing that the program prints, whatever fails. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { deml, type Run } from "./deml.ts";

const MODEL = fromFileUrl(new URL("../examples/models/mlp.onnx", import.meta.url));
const CONTRACT = "0x5FbDB2315678afecb367f032d93F642f64180aa3";
const KEY = "9f8e7d6c5b4a39281706f5e4d3c2b1a0";
const PASSWORD = "hunter2-sesame";
const QUERY = "q1w2e3r4t5y6u7i8";
const PRIVATE_KEY = `0x${"5e".repeat(32)}`;
const SECRETS = [KEY, PASSWORD, QUERY, PRIVATE_KEY, btoa(`alice:${PASSWORD}`)];

/** A node and gateway that answers whatever a test wants, and repeats what it was asked. */
function serve(answer: (request: Request, body: string) => Response | Promise<Response>) {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, async (
    request,
  ) => await answer(request, await request.text()));
  const at = `alice:${PASSWORD}@127.0.0.1:${server.addr.port}`;
  return {
    url: `http://${at}/v3/${KEY}?apikey=${QUERY}`,
    gateway: `http://${at}/gw/${KEY}`,
    close: () => server.shutdown(),
  };
}

function assertSecret({ out, err }: Run, what: string): void {
  for (const secret of SECRETS) {
    assert(!(out + err).includes(secret), `${what}: ${secret} in ${out}${err}`);
  }
}

/** A node that knows its chain and the contract, and fails in everything else. */
async function halfDead(request: Request, body: string): Promise<Response> {
  const asked = JSON.parse(body || "[]");
  const answers = [asked].flat().map(({ id, method }: { id: number; method: string }) => {
    if (method === "eth_chainId") return { jsonrpc: "2.0", id, result: "0x1" };
    if (method === "eth_getCode") return { jsonrpc: "2.0", id, result: "0x6001" };
    const message = `No ${method} at ${request.url}, ${request.headers.get("authorization")}`;
    return { jsonrpc: "2.0", id, error: { code: -32_000, message } };
  });
  return await Promise.resolve(Response.json(Array.isArray(asked) ? answers : answers[0]));
}

const NODES: [
  name: string,
  answer: (request: Request, body: string) => Response | Promise<Response>,
][] = [
  ["refuses", (request) => new Response(`No: ${request.url}`, { status: 401 })],
  ["knows its chain and nothing else", halfDead],
  ["gives an answer that is not JSON", () => new Response("<html>")],
];

for (const [name, answer] of NODES) {
  Deno.test(`no secret of a URL is printed: a node that ${name}`, async () => {
    const node = serve(answer);
    const home = await Deno.makeTempDir({ prefix: "deml-secrets-" });
    try {
      const at = ["--rpc", node.url, "--contract", CONTRACT];
      const env = { DEML_PRIVATE_KEY: PRIVATE_KEY, DEML_DEBUG: "1", DEML_HOME: `${home}/home` };
      for (
        const args of [
          ["status"],
          ["leaderboard"],
          ["doctor", "--gateway", node.gateway],
          ["mine", "--once", "--gateway", node.gateway],
          ["inspect", MODEL, "--competition", "1", "--gateway", node.gateway],
        ]
      ) {
        for (const form of [[], ["--json"]]) {
          const run = await deml([...args, ...at, ...form], env);
          assert(run.code !== 0 || args[0] === "doctor", `${args[0]}: ${run.out}`);
          assert(!/SyntaxError|TypeError|ReferenceError/.test(run.err), run.err);
          assertSecret(run, [...args.slice(0, 1), ...form].join(" "));
        }
      }
      const { DEML_HOME, ...rest } = env;
      const told = await deml(["status", "--contract", CONTRACT], {
        ...rest,
        DEML_HOME,
        DEML_RPC: node.url,
      });
      assertSecret(told, "DEML_RPC");
      assertStringIncludes(told.out + told.err, "127.0.0.1", "and yet which node it was");
    } finally {
      await node.close();
      await Deno.remove(home, { recursive: true });
    }
  });
}

Deno.test("no secret of a gateway is printed when a block cannot be fetched", async () => {
  const gateway = serve((request) => new Response(request.url, { status: 500 }));
  const home = await Deno.makeTempDir({ prefix: "deml-secrets-" });
  try {
    const cid = "bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4";
    const args = ["inspect", MODEL, "--competition", cid, "--home", `${home}/home`];
    for (const url of [gateway.gateway, gateway.url, `${gateway.gateway},http://${PASSWORD}@[`]) {
      const run = await deml([...args, "--gateway", url], { DEML_DEBUG: "1" });
      assertEquals(run.code, 1, run.err);
      assertSecret(run, url);
    }
    const json = await deml([...args, "--json", "--gateway", gateway.gateway]);
    assertSecret(json, "json");
    assertEquals(JSON.parse(json.out).error.code, "ipfs");
  } finally {
    await gateway.close();
    await Deno.remove(home, { recursive: true });
  }
});
