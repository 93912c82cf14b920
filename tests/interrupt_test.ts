/** A signal is heard whatever the chain does: while connecting, while waiting for it, while it hangs. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { type FakeEndpoint, type Manner, serveEndpoint } from "./hostile/endpoints.ts";

const MAIN = fromFileUrl(new URL("../miner/main.ts", import.meta.url));
const CONTRACT = "0x5FbDB2315678afecb367f032d93F642f64180aa3";
/** A process ends in so many milliseconds, on a machine that others use. */
const AT_ONCE = 3_000;

/** Runs a miner on an endpoint until its log says something, then interrupts it. */
async function interrupted(
  manner: Partial<Manner>,
  ready: (log: string, endpoint: FakeEndpoint) => boolean,
): Promise<{ code: number; milliseconds: number; log: string }> {
  const endpoint = serveEndpoint(manner);
  const home = await Deno.makeTempDir({ prefix: "deml-interrupt-" });
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", MAIN, "mine", "--poll", "1", "--home", home]
      .concat(["--rpc", endpoint.url, "--contract", CONTRACT]),
    env: { NO_COLOR: "1", DEML_PRIVATE_KEY: `0x${"11".repeat(32)}` },
    stdout: "null",
    stderr: "piped",
  }).spawn();
  try {
    let log = "";
    const reading = (async () => {
      for await (const part of child.stderr.pipeThrough(new TextDecoderStream())) log += part;
    })();
    while (!ready(log, endpoint)) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const started = performance.now();
    child.kill("SIGINT");
    const { code } = await child.status;
    await reading;
    return { code, milliseconds: performance.now() - started, log };
  } finally {
    await endpoint.close();
    await Deno.remove(home, { recursive: true });
  }
}

Deno.test("a signal ends a miner whose endpoint takes the request and never answers", async () => {
  const { code, milliseconds } = await interrupted(
    { hangs: true },
    (_, endpoint) => endpoint.requests() > 0,
  );
  assertEquals(code, 130);
  assert(milliseconds < AT_ONCE, `${milliseconds} ms`);
});

Deno.test("a signal ends a miner in the middle of a look", async () => {
  let before: number | undefined;
  const { code, milliseconds, log } = await interrupted(
    {
      // There are no competitions.
      answer: ({ method }) =>
        method === "eth_call" ? { result: `0x${"00".repeat(32)}` } : undefined,
    },
    (log, { manner, requests }) => {
      if (!log.includes("mines on chain 1")) return false;
      manner.hangs = true;
      before ??= requests();
      return requests() > before;
    },
  );
  assertEquals(code, 0, log);
  assertStringIncludes(log, "stopped; the journal keeps what a reveal needs");
  assert(milliseconds < AT_ONCE, `${milliseconds} ms`);
});

Deno.test("a miner waits for its chain, and a signal ends the waiting", async () => {
  const { code, milliseconds, log } = await interrupted(
    { instead: () => new Response("<html>", { status: 502 }) },
    (log) => log.includes("tried again in 2 s"),
  );
  assertStringIncludes(log, "tried again in 1 s: The endpoint");
  assertEquals(code, 130);
  assert(milliseconds < AT_ONCE, `${milliseconds} ms`);
});

Deno.test("other commands fail at once, in one sentence", async () => {
  const endpoint = serveEndpoint({ instead: () => new Response("", { status: 401 }) });
  try {
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", MAIN, "status", "--rpc", `${endpoint.url}/v2/secret0123456789`]
        .concat(["--contract", CONTRACT]),
      env: { NO_COLOR: "1" },
    }).output();
    assertEquals(code, 1);
    assertEquals(
      new TextDecoder().decode(stderr),
      `Error: The endpoint ${endpoint.url}/… answers 401. Check the key in its URL.\n`,
    );
  } finally {
    await endpoint.close();
  }
});
