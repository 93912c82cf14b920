/** `deml mine` as who runs it meets it: refusals before money moves, one process for each key. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { type Address, decodeFunctionData, formatEther, type Hex, parseEther } from "viem";
import { demlAbi } from "../protocol/generated/deml.ts";
import { readCompetition } from "../miner/chain/read_competition.ts";
import { openTerms } from "../protocol/terms/terms.ts";
import { openStage, type Stage } from "../miner/demo/stage.ts";
import { openJournal } from "../miner/journal/journal.ts";
import { lockAccount } from "../miner/journal/lock.ts";
import { isEnrolled, startDaemon, until } from "./attacks/daemons.ts";
import { assertClear, deml, type Run } from "./deml.ts";
import { withoutBubblewrap } from "./lacks.ts";

const DAY = 86_400;

/** A stage with a competition in registration, and a miner whose home is its own. */
async function onStage(
  test: (stage: Stage, miner: {
    address: `0x${string}`;
    env: Record<string, string>;
    home: string;
    actor: Awaited<ReturnType<Stage["actor"]>>;
  }) => Promise<void>,
): Promise<void> {
  const stage = await openStage();
  try {
    const organizer = await stage.actor("organizer");
    const now = await stage.now();
    await organizer.sender.send({
      functionName: "createCompetition",
      args: [openTerms({
        specDigest: stage.specDigest,
        fund: parseEther("1"),
        registrationEnd: now + DAY,
        submissionEnd: now + 2 * DAY,
        evaluationEnd: now + 9 * DAY,
      })],
      value: parseEther("1"),
      purpose: "create a competition",
    });
    const actor = await stage.actor("miners");
    const home = `${stage.folder}/${actor.address}`;
    await test(stage, {
      address: actor.address,
      actor,
      home,
      env: {
        DEML_HOME: home,
        DEML_PRIVATE_KEY: actor.key,
        DEML_RPC: stage.chain.url,
        DEML_CONTRACT: stage.connection.contract,
        DEML_GATEWAY: stage.gateway.url,
      },
    });
  } finally {
    await stage.close();
  }
}

const WILLING = ["--accept", "commit-window-short"];

Deno.test("a second process with the same key is refused, with the name of the first", () =>
  onStage(async (stage, { actor, env, address }) => {
    const daemon = startDaemon(stage, actor, WILLING);
    try {
      await until("an enrolment", [daemon], () => isEnrolled(stage, 1n, address));
      const second = await deml(["mine", "--once", ...WILLING], env);
      assertClear(second, 1, `${address} is already in use on chain 31337: process `);
      assertMatch(second.err, /process \d+, since \d{4}-\d\d-\d\dT/);
    } finally {
      await daemon.stop();
    }
    const third = await deml(["mine", "--once", ...WILLING], env);
    assertEquals(third.code, 0, third.err);
  }));

Deno.test("stakes on another chain are reported, loudly if the chain has the same number", () =>
  onStage(async (stage, { env, address, home }) => {
    await Deno.mkdir(home, { mode: 0o700 });
    const journal = openJournal(`${home}/${address.toLowerCase()}.sqlite`);
    const { chainId, genesis, contract } = stage.connection;
    const other: Hex = `0x${"ee".repeat(32)}`;
    const deposit = (chain: { chainId: number; genesis: Hex }, competition: bigint) =>
      journal.recordDeposit(
        { ...chain, contract, competition, miner: address },
        { stake: 1n, since: 1 },
      );
    deposit({ chainId, genesis }, 5n);
    deposit({ chainId, genesis: other }, 5n);
    deposit({ chainId, genesis: other }, 6n);
    deposit({ chainId: 1, genesis: other }, 5n);
    const over = { chainId: 2, genesis: other, contract, competition: 7n, miner: address };
    journal.recordDeposit(over, { stake: 1n, since: 1 });
    journal.endDeposit(over, "returned");
    journal.close();
    const { err } = await deml(
      ["mine", "--once", "--max-stake", "0.001", "--log-format", "json", ...WILLING],
      env,
    );
    const told = err.trim().split("\n").filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line)).filter(({ event }) => event === "other-chain");
    const of = (which: string, deposits: string) =>
      `the journal has ${deposits} on ${which} (first block ${other}), which this miner does not ` +
      `look at: its --rpc is of chain ${chainId} (first block ${genesis})`;
    assertEquals(told.map(({ level, message }) => [level, message]).sort(), [
      ["error", of("another chain 31337", "2 deposits")],
      ["warn", of("chain 1", "1 deposit")],
    ]);
  }));

Deno.test("a miner exports its figures, and is unhealthy once its chain is gone", () =>
  onStage(async (stage, { actor, address }) => {
    const daemon = startDaemon(stage, actor, [...WILLING, "--metrics", "127.0.0.1:0"]);
    try {
      await until("an enrolment", [daemon], () => isEnrolled(stage, 1n, address));
      const at = () => daemon.told().match(/metrics at (http:\S+)\/metrics/)?.[1];
      const text = async () => await (await fetch(`${at()}/metrics`)).text();
      await until("its figures", [daemon], async () => (await text()).includes('kind="enrol"} 1'));
      const figures = await text();
      assertMatch(figures, /^deml_stake_at_risk_ether 0\.0\d+$/m);
      assertMatch(figures, /^deml_head_age_seconds\{endpoint="http:\/\/127[^"]+"\} -?\d/m);
      assertMatch(figures, /^deml_transactions_open 0$/m);
      assertMatch(figures, /^deml_looks_total\{result="ok"\} \d+$/m);
      const health = await fetch(`${at()}/healthz`);
      assertEquals([health.status, (await health.json()).ok], [200, true]);
      await stage.chain.close();
      await until(
        "a failed look",
        [daemon],
        async () => /^deml_looks_total\{result="failed"\} \d+$/m.test(await text()),
      );
      // Endpoints are asked at most every ten seconds.
      await until(
        "a dead endpoint",
        [daemon],
        async () => /^deml_endpoint_up\{[^}]+\} 0$/m.test(await text()),
      );
    } finally {
      await daemon.stop();
    }
  }));

Deno.test("no stake is deposited while gateway, sandbox or disk fail, and one is afterwards", () =>
  onStage(async (stage, { env, address, home }) => {
    const once = (more: string[] = [], other: Record<string, string> = {}) =>
      deml(["mine", "--once", ...WILLING, ...more], { ...env, ...other });
    // The spec is in the store from now on, so that the gateway alone is missing then.
    const poor = await once(["--max-stake", "0.001"]);
    assertEquals(poor.code, 0, poor.err);
    const refused = async (found: Run, says: string) => {
      assertEquals(found.code, 1, found.err);
      assertStringIncludes(found.err, "does not enrol yet, because a check fails");
      assertStringIncludes(found.err, says);
      assertEquals(await isEnrolled(stage, 1n, address), false);
    };
    await openStageBlocks(stage, home);
    const rehearsed = await once(["--dry-run"]);
    assertEquals(rehearsed.code, 0, rehearsed.err);
    assertMatch(rehearsed.out, /^would enrol in competition 1: 0.016 ETH, \d+ gas for at most/);
    assertEquals(await isEnrolled(stage, 1n, address), false);
    assertClear(await once(["--max-fee", "0.000000001"]).then(lastLine), 1, "raise --max-fee");
    assertClear(await once(["--dry-run", "--cron", "* * * * *"]), 2, "exclude each other");
    await refused(
      await once([], { DEML_GATEWAY: "http://127.0.0.1:9" }),
      "gateway http://127.0.0.1:9: does not answer. Check the URL",
    );
    await refused(await once([], { DEML_GATEWAY: "" }), "gateway: none is given. Give --gateway");
    const demanded = await once(["--sandbox", "bwrap"], { PATH: "/nowhere" });
    await refused(demanded, "sandbox: ");
    assertStringIncludes(demanded.err, "Install bubblewrap");
    const well = await once(["--log-format", "json"]);
    assertEquals(well.code, 0, well.err);
    assertEquals(await isEnrolled(stage, 1n, address), true);
    const entries = well.err.trim().split("\n").map((line) => JSON.parse(line));
    const of = (event: string) => entries.filter((entry) => entry.event === event);
    const [sent] = of("sent");
    assertEquals([of("started").length, of("sent").length, of("mined").length], [1, 1, 1]);
    assertEquals([sent.level, sent.competition, sent.hash], ["info", 1, of("mined")[0].hash]);
    assertStringIncludes(sent.message, "enrol in competition 1: sent with nonce 0, at most");
    const earnings = async () =>
      JSON.parse((await deml(["earnings", "--json"], env)).out).competitions[0];
    const receipt = await stage.connection.client.getTransactionReceipt({ hash: sent.hash });
    const gas = receipt.gasUsed * receipt.effectiveGasPrice;
    const stake = parseEther("0.016");
    assertEquals(await earnings(), {
      ...{ competition: "1", stakeIn: `${stake}`, atRisk: `${stake}`, fees: "0", lost: "0" },
      ...{ gas: `${gas}`, net: `${-gas}` },
    });
    const csv = (await deml(["earnings", "--csv"], env)).out.split("\n");
    assertEquals(csv.slice(0, 2), [
      "competition,stakeIn,atRisk,fees,lost,gas,net",
      `1,0.016,0.016,0,0,${formatEther(gas)},${formatEther(-gas)}`,
    ]);
    // Nothing is due, and a rehearsal needs no lock.
    const idle = await once(["--dry-run", "--json"]);
    assertEquals(JSON.parse(idle.out).would, []);
    assertStringIncludes(idle.err, `${address} mines on chain 31337`);
    const quiet = await once(["--log-level", "error"]);
    assertEquals([quiet.code, quiet.err], [0, ""]);
    assertClear(await once(["--log-level", "loud"]), 2, "--log-level takes debug, info, warn");
  }));

Deno.test("a call that was mined and reverted is not listed as performed", () =>
  onStage(async (stage, { env, address }) => {
    assertEquals((await deml(["mine", "--once", ...WILLING], env)).code, 0);
    assertEquals(await isEnrolled(stage, 1n, address), true);
    const { evaluationEnd } = await readCompetition(stage.connection, 1n);
    await stage.warpTo(evaluationEnd + DAY);
    const rival = await stage.actor("rivals");
    const late = delayFirst(stage, () =>
      rival.sender.send({
        functionName: "finalize",
        args: [1n],
        purpose: "finalize before the miner does",
      }));
    try {
      const run = await deml(["mine", "--once", "--json", ...WILLING], {
        ...env,
        DEML_RPC: late.url,
      });
      assertEquals(run.code, 0, run.err);
      assertEquals(await outcomesOf(stage, address), [
        ["enrol", "success"],
        ["finalize", "reverted"],
        ["claim", "success"],
      ]);
      const performed = JSON.parse(run.out).performed.map(({ duty }: { duty: string }) => duty);
      assertEquals(performed, ["claim"]);
    } finally {
      await late.close();
    }
  }));

/** What became of an account's calls, in order. */
async function outcomesOf({ connection: { client } }: Stage, address: Address) {
  const outcomes: [string, string][] = [];
  const last = await client.getBlockNumber({ cacheTime: 0 });
  for (let blockNumber = 0n; blockNumber <= last; blockNumber++) {
    const { transactions } = await client.getBlock({ blockNumber, includeTransactions: true });
    for (const { hash, from, input } of transactions) {
      if (from.toLowerCase() !== address.toLowerCase()) continue;
      const { functionName } = decodeFunctionData({ abi: demlAbi, data: input });
      outcomes.push([functionName, (await client.getTransactionReceipt({ hash })).status]);
    }
  }
  return outcomes;
}

/** A way to the stage's chain on which the first transaction comes after somebody else's. */
function delayFirst(stage: Stage, before: () => Promise<unknown>) {
  const { chain: { url, control } } = stage;
  let sent = false;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const body = await request.text();
    const first = !sent && body.includes("eth_sendRawTransaction");
    if (first) {
      sent = true;
      await before();
      // Hardhat refuses what reverts, and mines it, unless it waits in the pool as on other chains.
      await control.setAutomine(false);
    }
    const answer = await fetch(url, { method: "POST", headers: request.headers, body });
    const text = await answer.text();
    if (first) {
      await control.mine({ blocks: 1 });
      await control.setAutomine(true);
    }
    return new Response(text, { headers: { "content-type": "application/json" } });
  });
  return { url: `http://127.0.0.1:${server.addr.port}`, close: () => server.shutdown() };
}

/** The last line of output, which is the error. */
function lastLine(run: Run): Run {
  return { ...run, err: run.err.trim().split("\n").at(-1)! };
}

/** Puts the stage's blocks into a miner's own store. */
async function openStageBlocks(stage: Stage, home: string): Promise<void> {
  await new Deno.Command("cp", { args: ["-r", `${stage.folder}/blocks/.`, `${home}/blocks/`] })
    .output();
}

/** Runs the program with a home that cannot be written. */
async function readOnly(home: string, args: string[], env: Record<string, string>): Promise<Run> {
  const main = fromFileUrl(new URL("../miner/main.ts", import.meta.url));
  const { code, stdout, stderr } = await new Deno.Command("bwrap", {
    args: [
      ...["--dev-bind", "/", "/", "--ro-bind", home, home],
      ...[Deno.execPath(), "run", "-A", "--quiet", main, ...args],
    ],
    env: { NO_COLOR: "1", ...env },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), err: text(stderr) };
}

Deno.test({
  name: "a miner whose disk became read-only continues, and says so loudly",
  ignore: await withoutBubblewrap() !== undefined,
  fn: () =>
    onStage(async (stage, { env, address, home }) => {
      assertEquals((await deml(["mine", "--once", ...WILLING], env)).code, 0);
      assertEquals(await isEnrolled(stage, 1n, address), true);
      const { code, err: told } = await readOnly(home, ["mine", "--once", ...WILLING], env);
      assertEquals(code, 0, told);
      assertStringIncludes(told, "error: NOTHING CAN BE RECORDED");
      assertStringIncludes(told, "nothing is due");
    }),
});

Deno.test({
  name:
    "a miner whose home is lost on a read-only disk starts all the same, for what it may reveal",
  ignore: await withoutBubblewrap() !== undefined,
  fn: () =>
    onStage(async (_, { env, address, home }) => {
      await Deno.mkdir(home, { mode: 0o700 });
      // The lock alone is left.
      lockAccount(home, { chainId: 31337, address }).release();
      const { code, err } = await readOnly(home, ["mine", "--once", ...WILLING], env);
      assertStringIncludes(err, "there is no journal, and none can be made");
      assertStringIncludes(err, "no blocks are stored: Cannot read ");
      assertEquals(code, 1, "it deposits nothing");
      assertStringIncludes(err, "does not enrol yet, because a check fails");
    }),
});
