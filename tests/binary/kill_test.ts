/**
 * Miners of the single binary, killed again and again while a competition runs. `deno task test`
 * compiles it first.
 */
import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { DatabaseSync } from "node:sqlite";
import type { Address, Hex } from "viem";
import { call } from "../../miner/chain/call.ts";
import { readCompetition } from "../../miner/chain/read_competition.ts";
import { withoutAnvil } from "../faults/anvil.ts";
import { audit, type Openings } from "../faults/audit.ts";
import { openWorld, type World } from "../faults/world.ts";
import { hashOf, labelled, type Random } from "../reference/random.ts";
import { accept } from "../accept.ts";

const BINARY = fromFileUrl(new URL("../../build/deml", import.meta.url));
/** Terms that nobody joins except on their own chain. */
const ACCEPT = accept("commit-window-short", "reveal-window-short", "few-seats", "cheap-quorum");
/** Milliseconds per block, which are twelve seconds for the chain: a window is half a minute. */
const BLOCK = 1_500;
/** A killed miner is started again within this many milliseconds. */
const ABSENCE = 2_000;
/** Machines that run tests are busy; in milliseconds. */
const PATIENCE = 300_000;
const MINERS = 3;

/** One miner, across its processes. */
interface Killed {
  address: Address;
  told: string;
  /** How often its process ended by itself */
  ends: number;
  /** Kills it, and starts it again a moment later */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

function startKilled(world: World, folder: string, key: Hex, address: Address): Killed {
  const home = `${folder}/${address}`;
  let child: Deno.ChildProcess;
  let asked = false;
  let reading: Promise<void>;
  const start = () => {
    asked = false;
    const process = new Deno.Command(BINARY, {
      args: [
        ...["mine", "--poll", "1", "--block-time", "12", "--jobs", "1", "--max-stake", "5"],
        ...["--rpc", world.anvil.url, "--contract", world.connection.contract],
        ...["--gateway", world.gateway.url, "--home", home, ...ACCEPT],
      ],
      clearEnv: true,
      env: { HOME: folder, NO_COLOR: "1", DEML_PRIVATE_KEY: key },
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    child = process;
    reading = (async () => {
      for await (const part of process.stderr.pipeThrough(new TextDecoderStream())) {
        miner.told += part;
      }
      await process.status;
      if (!asked) miner.ends++;
    })();
  };
  const end = async (signal: Deno.Signal) => {
    asked = true;
    try {
      child.kill(signal);
    } catch {
      // It has already ended, which is counted.
    }
    await reading;
  };
  const miner: Killed = {
    address,
    told: "",
    ends: 0,
    async kill() {
      await end("SIGKILL");
      miner.told += "\n--- killed\n";
      await new Promise((resolve) => setTimeout(resolve, ABSENCE * Math.random()));
      start();
    },
    stop: () => end("SIGTERM"),
  };
  start();
  return miner;
}

/** Plays a competition whose miners are killed at random; returns the outcome. */
async function play(seed: number): Promise<void> {
  const random: Random = labelled("kill", seed);
  const world = await openWorld(seed, { seats: MINERS });
  const folder = await Deno.makeTempDir({ prefix: "deml-kill-" });
  const miners: Killed[] = [];
  let kills = 0;
  const deadline = Date.now() + PATIENCE;
  const { connection, id, terms } = world;
  /** Makes blocks, and kills a miner after most of them, until a condition is true. */
  async function until(what: string, is: () => Promise<boolean>): Promise<void> {
    for (let block = 0; !await is(); block++) {
      assert(Date.now() < deadline, `${what} does not come:\n${miners.map(tail).join("\n---\n")}`);
      await world.anvil.mine();
      await new Promise((resolve) => setTimeout(resolve, BLOCK));
      if (!random.chance(60)) continue;
      kills++;
      await random.pick(miners).kill();
    }
  }
  try {
    for (let number = 0; number < MINERS; number++) {
      const { address } = await world.fund(`miner ${number}`);
      miners.push(startKilled(world, folder, hashOf(seed, `miner ${number}`), address));
    }
    await world.anvil.rpc("evm_setAutomine", [false]);
    const enrolled = async (wanted: boolean) => {
      const seats = await Promise.all(
        miners.map(({ address }) => call(connection, "seatOf", [id, address])),
      );
      return seats.every((seat) => seat.enrolled === wanted);
    };
    await until("enrolment", () => enrolled(true));
    await world.anvil.mine(terms.registrationEnd);
    await world.submit(0);
    await world.submit(1);
    const read = () => readCompetition(connection, id);
    await until("a score for every model", async () => {
      const { queued, running } = await read();
      return queued === 0 && running === 0;
    });
    await world.anvil.mine(terms.evaluationEnd);
    await until("the end", async () => (await read()).ended);
    await until("every claim", () => enrolled(false));
    assert(kills >= 5, `${kills} kills`);
    assertEquals(miners.map(({ ends }) => ends), miners.map(() => 0), "no process ends by itself");
    await Promise.all(miners.map((miner) => miner.stop()));
    const found = await audit(
      world,
      miners.map(({ address }) => address),
      openingsIn(folder, miners),
    );
    const { forfeits, secondCommitments, strayCommitments, unaccountedWei, unjudged } = found;
    assertEquals(
      { forfeits, secondCommitments, strayCommitments, unaccountedWei, unjudged },
      { forfeits: 0, secondCommitments: 0, strayCommitments: 0, unaccountedWei: 0n, unjudged: 0 },
      miners.map(tail).join("\n---\n"),
    );
  } finally {
    await Promise.all(miners.map((miner) => miner.stop()));
    await world.close();
    await Deno.remove(folder, { recursive: true });
  }
}

function tail({ told }: Killed): string {
  return told.slice(-2_500);
}

/** The journals' content: commitments by seat and the round's identity. */
function openingsIn(folder: string, miners: Killed[]): Openings {
  const openings: Openings = new Map();
  for (const { address } of miners) {
    const path = `${folder}/${address}/${address.toLowerCase()}.sqlite`;
    const database = new DatabaseSync(path, { readOnly: true });
    const rows = database.prepare("SELECT seat, identity, commitment FROM openings").all();
    for (const { seat, identity, commitment } of rows) {
      const name = `${seat}/${identity}`;
      const before = openings.get(name) ?? new Map();
      openings.set(name, before.set(String(commitment) as Hex, undefined));
    }
    database.close();
  }
  return openings;
}

const lack = await withoutAnvil();

for (const seed of [1, 2, 3]) {
  Deno.test({
    name: `miners that are killed repeatedly lose nothing, run ${seed}`,
    ignore: lack !== undefined,
    fn: () => play(seed),
  });
}
