/**
 * The campaign: whole competitions with faults, each from its seed, and what they cost. `deno task
 * faults --help`.
 *
 * @module
 */
import type { Command, Invocation } from "../../miner/cli/command.ts";
import { progressLine } from "../../miner/cli/progress_line.ts";
import { renderTable } from "../../miner/cli/render_table.ts";
import { runCommand } from "../../miner/cli/run.ts";
import type { Terminal } from "../../miner/cli/terminal.ts";
import { EXIT, told } from "../../protocol/errors.ts";
import { withoutAnvil } from "./anvil.ts";
import { WORDS } from "./kinds.ts";
import { playSeed } from "./run.ts";
import { isLoss, type Played, type Summary, sumUp } from "./campaign/sum_up.ts";
import { writePage } from "./campaign/write_page.ts";

/** Runs wait for answers most of the time: so many are played at once for each core. */
const LANES_PER_CORE = 3;
/** Seeds are whole numbers below. */
const SEEDS = 2 ** 31;

const command: Command = {
  name: "faults",
  startedAs: "deno task faults",
  summary: "Play competitions with faults, and count what they cost honest miners",
  options: [
    { name: "runs", value: "N", help: "At least so many", default: "60" },
    { name: "seconds", value: "N", help: "Go on at least so long", default: "0" },
    { name: "seed", value: "N", help: "The first run's; others follow it", default: "1" },
    { name: "only", value: "SEED", help: "Play this one alone, and tell what happens in it" },
    { name: "lanes", value: "N", help: "Runs at once; 3 for each core unless said" },
    { name: "write", help: "Write the table of docs/RELIABILITY.md" },
  ],
  notes: "Real duties, sender and journal on disk; a real chain behind a proxy that fails.\n" +
    "Exit code 1 when a stake is forfeited, a second commitment is made for a seat, a daemon\n" +
    "ends, or a wei is not accounted for.",
  examples: ["deno task faults --runs 500 --json", "deno task faults --only 17"],
  run,
};

async function run(invocation: Invocation): Promise<number> {
  const { terminal } = invocation;
  const lack = await withoutAnvil();
  if (lack !== undefined) {
    throw told("chain", `Nothing is played: ${lack}`, "Use linux x64");
  }
  const only = invocation.integer("only", { min: 0, max: SEEDS });
  if (only !== undefined) return await playOnly(terminal, only);
  const runs = invocation.integer("runs", { min: 1, max: 100_000 })!;
  const seconds = invocation.integer("seconds", { min: 0, max: 1_000_000 })!;
  const first = invocation.integer("seed", { min: 0, max: SEEDS })!;
  const lanes = invocation.integer("lanes", { min: 1, max: 64 }) ??
    LANES_PER_CORE * navigator.hardwareConcurrency;
  const started = performance.now();
  const took = () => (performance.now() - started) / 1_000;
  const played: Played[] = [];
  let next = first;
  await Promise.all(Array.from({ length: lanes }, async () => {
    while (next - first < runs || took() < seconds) {
      const run = await play(next++);
      played.push(run);
      tell(terminal, run);
      const all = Math.max(runs, played.length);
      terminal.progress(progressLine("Playing", played.length, all, "runs", took()));
    }
  }));
  terminal.clear();
  const summary = sumUp(played, took());
  if (invocation.flag("write")) await writePage(summary);
  if (invocation.json) terminal.out(JSON.stringify(summary));
  else show(terminal, summary);
  return summary.lost.length > 0 ? EXIT.failed : EXIT.ok;
}

async function playOnly(terminal: Terminal, seed: number): Promise<number> {
  const { log: _, faults, ...outcome } = await playSeed(seed, (line) => terminal.note(line));
  terminal.out(JSON.stringify(
    { ...outcome, faults: Object.fromEntries(faults) },
    (_, value) => typeof value === "bigint" ? String(value) : value,
  ));
  return isLoss({ ...outcome, faults, log: [] }) ? EXIT.failed : EXIT.ok;
}

async function play(seed: number): Promise<Played> {
  try {
    return { seed, outcome: await playSeed(seed) };
  } catch (error) {
    return { seed, failure: error instanceof Error ? error.stack ?? error.message : `${error}` };
  }
}

function tell(terminal: Terminal, run: Played): void {
  if ("outcome" in run && !isLoss(run.outcome)) return;
  const what = "failure" in run ? run.failure : JSON.stringify(
    { ...run.outcome, log: undefined, faults: undefined },
    (_, value) => typeof value === "bigint" ? String(value) : value,
  );
  terminal.note(`Seed ${run.seed}: ${what}`);
  terminal.note(`Play it again: deno task faults --only ${run.seed}`);
}

function show(
  terminal: Terminal,
  { by_kind: kinds, lost, seeds, failures: _, ...sums }: Summary,
): void {
  terminal.block(renderTable(
    [
      { heading: "Fault" },
      { heading: "Times", right: true },
      { heading: "Runs", right: true },
      { heading: "With a loss", right: true },
    ],
    kinds.map(({ kind, faults, runs, losses }) => [
      WORDS[kind],
      ...[faults, runs, losses].map(String),
    ]),
  ));
  terminal.block(renderTable(
    [{ heading: "" }, { heading: "", right: true }],
    [
      ...Object.entries(sums).map(([name, value]) => [name.replaceAll("_", " "), String(value)]),
      ["seeds", seeds.join(" to ")],
      ["seeds with a loss", lost.join(", ") || "none"],
    ],
  ));
}

if (import.meta.main) Deno.exit(await runCommand(command, Deno.args));
