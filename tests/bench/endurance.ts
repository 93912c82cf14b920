/**
 * A miner of the single binary that judges one competition after another: its memory and its
 * descriptors, minute by minute. `deno task compile && deno task bench:endurance --minutes 60
 * --json`.
 *
 * The chain is Hardhat's, whose clock this moves, so that an hour holds some hundreds of
 * competitions.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { fromFileUrl } from "@std/path/from-file-url";
import { readCompetition } from "../../miner/chain/read_competition.ts";
import { accept } from "../accept.ts";
import { isEnrolled, until } from "../attacks/daemons.ts";
import { readEntries } from "../../miner/demo/models.ts";
import { enterCompetition } from "../../miner/demo/play.ts";
import { type Actor, openStage, type Stage } from "../../miner/demo/stage.ts";

const BINARY = fromFileUrl(new URL("../../build/deml", import.meta.url));
/** Terms that nobody joins except on their own chain. */
const ACCEPT = accept("commit-window-short", "few-seats", "cheap-quorum");
const DAY = 86_400;
/**
 * The first minutes fill caches and compile what is hot: growth is counted from here, in minutes.
 */
const WARM = 10;

/** What the process had at one moment. */
interface Sample {
  minute: number;
  /** Resident set, in MiB */
  memory: number;
  descriptors: number;
  competitions: number;
}

const { minutes = 60, json } = parseArgs(Deno.args, { boolean: ["json"], string: ["minutes"] });
const samples = await measure(Number(minutes));
const last = samples.at(-1)!;
const early = samples.find(({ minute }) => minute >= WARM) ?? samples[0]!;
const figures = {
  minutes: last.minute,
  competitions: last.competitions,
  memory_mib_early: early.memory,
  memory_mib_end: last.memory,
  memory_mib_most: Math.max(...samples.map(({ memory }) => memory)),
  memory_growth: Math.round(100 * last.memory / early.memory) / 100,
  descriptors_early: early.descriptors,
  descriptors_end: last.descriptors,
  descriptors_most: Math.max(...samples.map(({ descriptors }) => descriptors)),
};
if (json) console.log(JSON.stringify({ ...figures, samples }));
else console.table(figures);

async function measure(most: number): Promise<Sample[]> {
  const stage = await openStage();
  const miner = await stage.actor("miners");
  const process = start(stage, miner);
  const began = performance.now();
  const elapsed = () => (performance.now() - began) / 60_000;
  const taken: Sample[] = [];
  let competitions = 0;
  try {
    while (elapsed() < most) {
      await playOne(stage, miner);
      competitions++;
      if (elapsed() < taken.length + 1) continue;
      const sample = { minute: Math.floor(elapsed()), competitions, ...await usageOf(process.pid) };
      taken.push(sample);
      const { minute, memory, descriptors } = sample;
      console.error(
        `minute ${minute}: ${memory} MiB, ${descriptors} descriptors, ${competitions} competitions`,
      );
    }
    return taken;
  } finally {
    process.kill("SIGTERM");
    await process.status;
    await stage.close();
  }
}

/** Plays a competition from its creation until the miner has its stake again. */
async function playOne(stage: Stage, { address }: Actor): Promise<void> {
  const entries = await readEntries(undefined);
  const now = await stage.now();
  const { id, terms } = await enterCompetition(stage, entries, {
    registrationEnd: now + DAY,
    submissionEnd: now + 2 * DAY,
    evaluationEnd: now + 9 * DAY,
    seats: 1,
  }, { step: () => {} });
  const enrolled = () => isEnrolled(stage, id, address);
  await until("a deposit", [], enrolled);
  await stage.warpTo(terms.submissionEnd + 2 * terms.commitWindow);
  await until("the stake", [], async () => {
    // Rows wait for blocks, and this chain does not make any by itself.
    await stage.chain.control.mine({ blocks: 1 });
    return (await readCompetition(stage.connection, id)).ended && !await enrolled();
  });
}

function start({ folder, chain, connection, gateway }: Stage, { key }: Actor): Deno.ChildProcess {
  return new Deno.Command(BINARY, {
    args: ["mine", "--poll", "1", "--block-time", "1", "--max-stake", "100", ...ACCEPT],
    clearEnv: true,
    env: {
      NO_COLOR: "1",
      HOME: folder,
      PATH: Deno.env.get("PATH") ?? "",
      DEML_PRIVATE_KEY: key,
      DEML_RPC: chain.url,
      DEML_CONTRACT: connection.contract,
      DEML_GATEWAY: gateway.url,
    },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
}

async function usageOf(pid: number): Promise<Pick<Sample, "memory" | "descriptors">> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/m.exec(status)!;
  let descriptors = 0;
  for await (const _ of Deno.readDir(`/proc/${pid}/fd`)) descriptors++;
  return { memory: Math.round(Number(kibibytes) / 1024), descriptors };
}
