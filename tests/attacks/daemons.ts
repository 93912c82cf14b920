/**
 * Real miners: processes that keep running, on a stage whose chain makes one block per second.
 *
 * @module
 */
import { assert } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import type { Address } from "viem";
import { call } from "../../miner/chain/call.ts";
import { readCompetition } from "../../miner/chain/read_competition.ts";
import type { Competition } from "../../protocol/state/competition.ts";
import type { Actor, Stage } from "../../miner/demo/stage.ts";
import type { StageChain } from "../../miner/demo/stage_chain.ts";

const MAIN = fromFileUrl(new URL("../../miner/main.ts", import.meta.url));

/** A miner's process. */
export interface Daemon {
  address: Address;
  pid: number;
  /** Its output so far */
  told(): string;
  stop(): Promise<void>;
}

/**
 * Starts `deml mine` for an actor, with its own home.
 *
 * @param blockTime Seconds between two blocks. One: turns are short, and rows still wait for three
 * blocks
 */
export function startDaemon(
  stage: Stage<StageChain>,
  { key, address }: Actor,
  args: string[] = [],
  blockTime = 1,
): Daemon {
  const pace = ["--poll", "1", "--block-time", String(blockTime)];
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", MAIN, "mine", ...pace, ...args],
    env: {
      NO_COLOR: "1",
      DEML_HOME: `${stage.folder}/${address}`,
      DEML_PRIVATE_KEY: key,
      DEML_RPC: stage.chain.url,
      DEML_CONTRACT: stage.connection.contract,
      DEML_GATEWAY: stage.gateway.url,
    },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  let text = "";
  const reading = (async () => {
    for await (const part of child.stderr.pipeThrough(new TextDecoderStream())) text += part;
  })();
  return {
    address,
    pid: child.pid,
    told: () => text,
    async stop() {
      try {
        child.kill("SIGTERM");
      } catch {
        // It has already ended, which a check of its work notices.
      }
      await Promise.all([child.status, reading]);
    },
  };
}

/** Machines that run tests are busy: seconds of work may take minutes; in milliseconds. */
const PATIENCE = 300_000;

/** Waits until a condition is true; otherwise fails with the miners' output. */
export async function until(
  what: string,
  daemons: Daemon[],
  condition: () => Promise<boolean>,
): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  while (!await condition()) {
    const told = () => daemons.map((daemon) => daemon.told().slice(-1_500)).join("\n---\n");
    assert(Date.now() < deadline, `${what} did not come:\n${told()}`);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

/** Waits until the competition meets a condition. */
export async function untilCompetition(
  what: string,
  stage: Stage<StageChain>,
  id: bigint,
  daemons: Daemon[],
  condition: (competition: Competition) => boolean,
): Promise<Competition> {
  let competition: Competition;
  await until(what, daemons, async () => {
    competition = await readCompetition(stage.connection, id);
    return condition(competition);
  });
  return competition!;
}

/** Whether an account has its deposit in a competition. */
export async function isEnrolled(
  stage: Stage<StageChain>,
  id: bigint,
  miner: Address,
): Promise<boolean> {
  return (await call(stage.connection, "seatOf", [id, miner])).enrolled;
}
