/**
 * One sealed competition from `create` to `withdraw`, by commands alone, on each chain client, with
 * the data on a Kubo node if there is one. What was typed and answered goes to build/, as a
 * transcript. `deno task test:clients` runs it.
 */
import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { parseEther } from "viem";
import { generatePrivateKey, privateKeyToAccount, privateKeyToAddress } from "viem/accounts";
import { call } from "../../miner/chain/call.ts";
import { connect } from "../../miner/chain/client.ts";
import { deploy } from "../../miner/chain/deploy.ts";
import { serveGateway } from "../../miner/ipfs/gateway.ts";
import { homeBlocks } from "../../miner/ipfs/home_blocks.ts";
import { writeIdx } from "../../miner/dataset/idx.ts";
import { mnistIdx } from "../../miner/dataset/mnist.ts";
import type { Competition } from "../../protocol/state/competition.ts";
import type { StageChain } from "../../miner/demo/stage_chain.ts";
import { accept } from "../accept.ts";
import { deml, type Run } from "../deml.ts";
import { startAnvil } from "../faults/anvil.ts";
import { startKubo } from "../interop/kubo_node.ts";
import { startGeth } from "./geth.ts";

const ROOT = fromFileUrl(new URL("../../", import.meta.url));
const MAIN = `${ROOT}miner/main.ts`;
const MINERS = 4;
const ROWS = 500;
/** Terms that nobody joins except on their own chain. */
const ACCEPT = accept(
  "commit-window-short",
  "reveal-window-short",
  "few-seats",
  "cheap-quorum",
  "narrow-tolerance",
);

const PLAN = `name: Digits
description: Which digit is it? 500 of MNIST's test images.
test:
  file: images
  labelsFile: labels
sealed: true
fund: 4 ETH
phases: { registration: 15 minutes, submission: 4 minutes, opening: 12 minutes, evaluation: 15 minutes }
terms:
  seats: ${MINERS}
  quorum: 3
  tolerance: 800
  commitWindow: 1 minute
  revealWindow: 1 minute
  roundInterval: 1 minute
  returnsBuyIns: true
`;

const geth = Deno.env.get("DEML_GETH");
const kubo = Deno.env.get("DEML_KUBO");
const CHAINS: Record<string, () => Promise<StageChain>> = {
  anvil: startMovableAnvil,
  ...(geth === undefined ? {} : { geth: () => startGeth(geth, 1) }),
};

for (const [name, start] of Object.entries(CHAINS)) {
  Deno.test(`a sealed competition by commands alone, on ${name}`, async () => {
    const chain = await start();
    const folder = await Deno.makeTempDir({ prefix: "deml-terminal-" });
    try {
      await play(name, chain, folder);
    } finally {
      await chain.close();
      await Deno.remove(folder, { recursive: true });
    }
  });
}

/** Somebody at a terminal, with a home and a key. */
interface Person {
  name: string;
  /** Runs a command that must succeed */
  run(...args: string[]): Promise<string>;
  address: `0x${string}`;
  env: Record<string, string>;
}

async function play(name: string, chain: StageChain, folder: string): Promise<void> {
  const transcript: string[] = [];
  const deployer = privateKeyToAccount(generatePrivateKey());
  await chain.give(deployer.address, parseEther("10"));
  const { contract } = await deploy(chain.url, deployer);
  const node = kubo === undefined ? undefined : await startKubo(kubo);
  const gateway = node?.gateway ?? await serveHome(`${folder}/organizer`);
  const person = async (who: string): Promise<Person> => {
    const key = generatePrivateKey();
    const address = privateKeyToAddress(key);
    await chain.give(address, parseEther("20"));
    const env = {
      DEML_RPC: chain.url,
      DEML_CONTRACT: contract,
      DEML_GATEWAY: typeof gateway === "string" ? gateway : gateway.url,
      DEML_HOME: `${folder}/${who}`,
      DEML_PRIVATE_KEY: key,
    };
    return {
      name: who,
      address,
      env,
      async run(...args) {
        const found = await deml(args, env);
        note(transcript, who, args, found, folder);
        assertEquals(found.code, 0, found.err);
        return found.out;
      },
    };
  };
  const organizer = await person("organizer");
  const authors = [await person("ada"), await person("ben")] as const;
  const miners = await Promise.all(
    Array.from({ length: MINERS }, (_, at) => person(`miner-${at + 1}`)),
  );
  const daemons: Deno.ChildProcess[] = [];
  try {
    const { images, labels } = await mnistIdx("test");
    await Deno.writeFile(
      `${folder}/images`,
      writeIdx([ROWS, 28, 28], images.slice(16, 16 + 784 * ROWS)),
    );
    await Deno.writeFile(`${folder}/labels`, writeIdx([ROWS], labels.slice(8, 8 + ROWS)));
    await Deno.writeTextFile(`${folder}/competition.yaml`, PLAN);
    for (const model of ["lenet", "logreg"]) {
      await Deno.copyFile(`${ROOT}examples/models/${model}.onnx`, `${folder}/${model}.onnx`);
    }
    const publish = node === undefined ? [] : ["--publish", `kubo:${node.api}`];
    await organizer.run(
      ...["competitions", "create", `${folder}/competition.yaml`, ...publish, "--yes"],
    );
    await organizer.run("competitions");
    const [ada, ben] = authors;
    await ada.run("competitions", "show", "1");
    await ada.run("register", "1", "--yes");
    await ben.run("submit", `${folder}/logreg.onnx`, "--competition", "1", "--yes");

    const connection = await connect([chain.url], contract);
    const { submissionEnd, registrationEnd, openingEnd } = await standing(organizer);
    await chain.warpTo(registrationEnd);
    await ada.run("submit", `${folder}/lenet.onnx`, "--competition", "1", "--yes");
    await ben.run("submit", `${folder}/logreg.onnx`, "--competition", "1", "--yes");
    for (const { env } of miners) daemons.push(startMiner(env));
    for (const { address } of miners) {
      await eventually(`${address} enrols`, async () => {
        return (await call(connection, "seatOf", [1n, address])).enrolled;
      });
    }
    await chain.warpTo(submissionEnd + 1);
    await organizer.run("watch", "1", "--until", "opening");
    await organizer.run("competitions", "open-test", "1", `${folder}/images.key.json`, "--yes");
    await eventually(
      "the test set is judged",
      async () => (await standing(organizer)).testSet === "good",
    );
    await ada.run("submissions");
    for (const [author, model] of [[ada, "lenet"], [ben, "logreg"]] as const) {
      const key = `${folder}/${model}.competition-1.key.json`;
      await author.run("open", key, "--competition", "1", "--yes");
    }
    await chain.warpTo(openingEnd + 1);
    await eventually("it ends", async () => (await standing(organizer)).ended);
    await organizer.run("watch", "1");
    const board = await ada.run("leaderboard", "--competition", "1", "--csv");
    assertEquals(
      board.split("\n").slice(1, 3).map((line) => line.split(",")[2]),
      [ada.address, ben.address],
    );
    for (const someone of [ada, ben]) await someone.run("withdraw", "--all", "--yes");
    await ada.run("submissions");
    await eventually(
      "the miners have left",
      async () => (await standing(organizer)).enrolled === 0,
    );
    const held = await connection.client.getBalance({ address: connection.contract });
    assert(held === 0n || BigInt((await standing(organizer)).burnt) > 0n, `${held} wei are left`);
  } finally {
    await Promise.all(daemons.map(async (daemon) => {
      daemon.kill("SIGTERM");
      await daemon.status;
    }));
    if (typeof gateway !== "string") await gateway.close();
    await node?.close();
    await Deno.mkdir(`${ROOT}build`, { recursive: true });
    await Deno.writeTextFile(`${ROOT}build/transcript-${name}.txt`, transcript.join("\n"));
  }
}

/** What was typed and answered, without this machine's folder. */
function note(
  transcript: string[],
  who: string,
  args: string[],
  { code, out, err }: Run,
  folder: string,
): void {
  const typed = `${who}$ deml ${args.join(" ")}`;
  const answer = `${err}${err && !err.endsWith("\n") ? "\n" : ""}${out}`;
  transcript.push(
    `${typed}\n${answer}${code === 0 ? "" : `exit code ${code}\n`}`.replaceAll(`${folder}/`, ""),
  );
}

async function standing(someone: Person): Promise<Competition> {
  const { code, out, err } = await deml(["status", "--competition", "1", "--json"], someone.env);
  assertEquals(code, 0, err);
  return JSON.parse(out).competition;
}

function startMiner(env: Record<string, string>): Deno.ChildProcess {
  const args = ["mine", "--poll", "1", "--block-time", "1", "--jobs", "1", "--max-stake", "5"];
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", MAIN, ...args, ...ACCEPT],
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
}

/** Without a node, the organizer's own home is the gateway. */
async function serveHome(home: string): Promise<{ url: string; close(): Promise<void> }> {
  await Deno.mkdir(home, { mode: 0o700 });
  return serveGateway(homeBlocks(home).published);
}

/** Half an hour, for chains whose clock nobody moves. */
const PATIENCE = 1_800_000;

async function eventually(what: string, condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  while (!await condition()) {
    assert(Date.now() < deadline, `${what}: it does not happen`);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

/** Anvil with a block each second, whose clock can be moved. */
async function startMovableAnvil(): Promise<StageChain> {
  const anvil = await startAnvil({ genesis: Math.floor(Date.now() / 1_000) });
  await anvil.rpc("anvil_removeBlockTimestampInterval");
  await anvil.rpc("evm_setIntervalMining", [1]);
  return {
    url: anvil.url,
    give: (account, value) => anvil.rpc("anvil_setBalance", [account, `0x${value.toString(16)}`]),
    async warpTo(seconds) {
      const block = await anvil.rpc<{ timestamp: string }>("eth_getBlockByNumber", [
        "latest",
        false,
      ]);
      const ahead = seconds - Number(block.timestamp);
      if (ahead <= 0) return;
      await anvil.rpc("evm_increaseTime", [ahead]);
      await anvil.rpc("evm_mine");
    },
    close: anvil.close,
  };
}
