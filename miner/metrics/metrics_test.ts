import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { encodeAbiParameters, encodeEventTopics, type Log, parseEther } from "viem";
import { told } from "../../protocol/errors.ts";
import { watchHeads } from "./heads.ts";
import { createMetrics } from "./metrics.ts";
import { PAYMENTS } from "./read_payments.ts";
import { serveMetrics } from "./serve_metrics.ts";

const MINER = `0x${"bb".repeat(20)}` as const;

function metricsWith(own: Partial<Parameters<typeof createMetrics>[0]> = {}, started?: number) {
  return createMetrics({
    heads: () => Promise.resolve([{ endpoint: "a", age: 3 }, { endpoint: "b", age: undefined }]),
    books: () => ({
      atRisk: parseEther("0.5"),
      forfeited: 0n,
      openCalls: 1,
      oldestCall: Date.now() - 90_000,
    }),
    unrevealed: () => 2,
    readOnly: () => undefined,
    free: () => 7,
    deadline: (since) => since + 60_000,
    ...own,
  }, started);
}

/** The value of a series, or undefined. */
async function valueOf(metrics: ReturnType<typeof createMetrics>, series: string) {
  const line = (await metrics.text()).split("\n").find((each) => each.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.split(" ")[1]);
}

function claim(stake: bigint, fees: bigint): Log {
  return {
    address: MINER,
    topics: encodeEventTopics({
      abi: PAYMENTS,
      eventName: "Claimed",
      args: { id: 1n, miner: MINER },
    }),
    data: encodeAbiParameters(
      [{ type: "address" }, { type: "uint256" }, { type: "uint256" }],
      [MINER, stake, fees],
    ),
  } as unknown as Log;
}

const mined = (own: Partial<{ success: boolean; logs: Log[] }> = {}) => ({
  hash: "0xab" as const,
  block: 1,
  success: true,
  gasUsed: 100_000n,
  gasPrice: 10n ** 10n,
  logs: [],
  ...own,
});
const write = (functionName: "claim" | "openRound") => ({
  functionName,
  args: [1n] as never,
  purpose: "x",
});

Deno.test("figures count what was mined, earned, paid for gas, and evaluated", async () => {
  const metrics = metricsWith();
  const { meter } = metrics;
  // A returned stake is not earned.
  const logs = [claim(parseEther("0.016"), parseEther("0.25"))];
  meter.mined(write("claim"), mined({ logs }));
  meter.mined(write("openRound"), mined());
  meter.mined(write("openRound"), mined({ success: false, logs }));
  meter.evaluated(0.2);
  assertEquals(await valueOf(metrics, "deml_earned_ether_total"), 0.25);
  assertEquals(await valueOf(metrics, "deml_gas_paid_ether_total"), 0.003);
  assertEquals(await valueOf(metrics, 'deml_duties_done_total{kind="claim"}'), 1);
  assertEquals(await valueOf(metrics, 'deml_duties_done_total{kind="open-round"}'), 1);
  assertEquals(await valueOf(metrics, 'deml_transactions_reverted_total{kind="open-round"}'), 1);
  assertEquals(await valueOf(metrics, 'deml_evaluation_seconds_bucket{le="0.25"}'), 1);
  assertEquals(await valueOf(metrics, 'deml_evaluation_seconds_bucket{le="0.1"}'), 0);
  assertEquals(await valueOf(metrics, 'deml_head_age_seconds{endpoint="a"}'), 3);
  assertEquals(await valueOf(metrics, 'deml_head_age_seconds{endpoint="b"}'), undefined);
  assertEquals(await valueOf(metrics, 'deml_endpoint_up{endpoint="b"}'), 0);
  assertEquals(await valueOf(metrics, "deml_stake_at_risk_ether"), 0.5);
  assertEquals(await valueOf(metrics, "deml_rows_unrevealed"), 2);
  assertEquals(await valueOf(metrics, "deml_journal_writable"), 1);
  const oldest = await valueOf(metrics, "deml_transactions_oldest_seconds");
  assert(oldest! >= 90 && oldest! < 100, `${oldest}`);
});

Deno.test("a poll that cannot read the chain is a failure, one in which a duty failed is a success", () => {
  const metrics = metricsWith({}, Date.now() - 61_000);
  assertEquals(metrics.health().ok, false, "nothing succeeded for longer than allowed");
  metrics.meter.looked(told("chain", "No chain answers", "x"));
  metrics.meter.looked(new TypeError("boom"));
  assertEquals(metrics.health().ok, false);
  metrics.meter.looked(told("funds", "The account has nothing", "x"));
  assertEquals(metrics.health().ok, true);
  assert(metrics.health().lastSuccessfulLook !== null);
});

Deno.test("/metrics and /healthz are served, and nothing else", async () => {
  const well = metricsWith();
  const server = serveMetrics({ hostname: "127.0.0.1", port: 0 }, well);
  const ill = serveMetrics({ hostname: "127.0.0.1", port: 0 }, metricsWith({}, 0));
  try {
    const get = (path: string, port = server.port, method = "GET") =>
      fetch(`http://127.0.0.1:${port}${path}`, { method });
    const metrics = await get("/metrics");
    assertMatch(metrics.headers.get("content-type")!, /^text\/plain; version=0\.0\.4/);
    assertStringIncludes(await metrics.text(), "# TYPE deml_evaluation_seconds histogram");
    const healthy = await get("/healthz");
    assertEquals([healthy.status, (await healthy.json()).ok], [200, true]);
    const sick = await get("/healthz", ill.port);
    assertEquals([sick.status, (await sick.json()).lastSuccessfulLook], [503, null]);
    for (const [path, method, status] of [["/", "GET", 404], ["/metrics", "POST", 405]] as const) {
      const response = await get(path, server.port, method);
      await response.body?.cancel();
      assertEquals(response.status, status);
    }
  } finally {
    await server.close();
    await ill.close();
  }
});

Deno.test("an endpoint is asked once in a while however often somebody scrapes", async () => {
  let asked = 0;
  const seconds = Math.floor(Date.now() / 1_000) - 30;
  const node = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    async (request) => {
      asked++;
      const questions: { id: number }[] = await request.json();
      const result = { number: "0x1", timestamp: `0x${seconds.toString(16)}`, transactions: [] };
      return Response.json(questions.map(({ id }) => ({ jsonrpc: "2.0", id, result })));
    },
  );
  try {
    const url = `http://127.0.0.1:${node.addr.port}/v3/0a1b2c3d4e5f60718293`;
    const heads = watchHeads([url, url, "http://127.0.0.1:9"]);
    const [first, second, dead] = await heads();
    assert(Math.abs(first!.age! - 30) < 5, `${first!.age}`);
    assertEquals(second!.endpoint, `${first!.endpoint} #2`);
    assert(!first!.endpoint.includes("0a1b2c3d4e5f60718293"));
    assertEquals(dead!.age, undefined);
    await heads();
    assertEquals(asked, 2);
  } finally {
    await node.shutdown();
  }
});
