/**
 * The fuzzers, in turn: `deno task fuzz --help`. Each runs in its own process, so that one which
 * crashes an engine, hangs or uses all memory is a finding like any other, with its case.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/from-file-url";
import { type Command, type Invocation, usage } from "../../miner/cli/command.ts";
import { renderTable } from "../../miner/cli/render_table.ts";
import { runCommand } from "../../miner/cli/run.ts";
import type { Terminal } from "../../miner/cli/terminal.ts";
import { EXIT } from "../../protocol/errors.ts";
import { FUZZERS } from "./fuzzers.ts";
import { SEEDS } from "./fuzzer.ts";

const names = FUZZERS.map(({ NAME }) => NAME);
/** Milliseconds that a process may take to start and to end beside its time. */
const GRACE = 60_000;

const command: Command = {
  name: "fuzz",
  startedAs: "deno task fuzz",
  summary: "Look for what breaks a reader, an engine or their agreement",
  options: [
    { name: "seconds", value: "N", help: "For all fuzzers together", default: "60" },
    { name: "seed", value: "N", help: "The same seed plays the same cases", default: "1" },
    { name: "only", value: "NAME", help: `One or several of ${names.join(", ")}`, repeat: true },
    { name: "case", value: "N", help: "Play the one case of a finding, with --only" },
  ],
  notes: "A finding ends the run with exit code 1 and shows how to replay it.",
  examples: ["deno task fuzz --seconds 600 --seed 7", "deno task fuzz --only csv --case 123456"],
  run,
};

/** What became of a fuzzer. */
interface Result {
  name: string;
  cases: number;
  seconds: number;
  /** What it found, and the case that found it */
  finding?: { case: number; message: string };
}

async function run(invocation: Invocation): Promise<number> {
  const { terminal } = invocation;
  const chosen = invocation.texts("only");
  const unknown = chosen.find((name) => !names.includes(name));
  if (unknown !== undefined) throw usage(command, `No fuzzer is called ${unknown}`);
  const only = chosen.length > 0 ? chosen : names;
  const most = SEEDS - 1;
  const seconds = invocation.integer("seconds", { min: 1, max: 1_000_000 })!;
  const seed = invocation.integer("seed", { min: 0, max: most })!;
  const single = invocation.integer("case", { min: 0, max: most });
  if (single !== undefined && only.length !== 1) throw usage(command, "--case needs one --only");
  const results: Result[] = [];
  for (const name of only) {
    terminal.note(`${name} …`);
    const result = await play(name, seconds / only.length, seed, single);
    results.push(result);
    if (result.finding) tell(terminal, result);
  }
  const failed = results.some(({ finding }) => finding !== undefined);
  if (invocation.json) terminal.out(JSON.stringify({ seed, failed, fuzzers: results }));
  else {
    terminal.block(renderTable(
      [{ heading: "Fuzzer" }, { heading: "Cases", right: true }, {
        heading: "Seconds",
        right: true,
      }],
      results.map((one) => [one.name, String(one.cases), one.seconds.toFixed(1)]),
    ));
  }
  return failed ? EXIT.failed : EXIT.ok;
}

function tell(terminal: Terminal, { name, finding }: Result): void {
  terminal.note(`${name}: ${finding!.message}`);
  terminal.note(`Play it again: deno task fuzz --only ${name} --case ${finding!.case}`);
}

/** Runs a fuzzer in its own process; its last case is in a file, whatever happens to it. */
async function play(
  name: string,
  seconds: number,
  seed: number,
  single: number | undefined,
): Promise<Result> {
  const folder = await Deno.makeTempDir({ prefix: "deml-fuzz-" });
  const [last, outcome] = [`${folder}/last`, `${folder}/outcome`];
  const started = performance.now();
  const until = single === undefined ? seconds : 0;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", fromFileUrl(new URL("fuzz/child.ts", import.meta.url))],
    env: {
      DEML_FUZZ: JSON.stringify({ name, seconds: until, seed, single, last, outcome }),
      RUST_BACKTRACE: "0",
    },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const timer = setTimeout(() => child.kill("SIGKILL"), 1_000 * until + GRACE);
  try {
    const { code, signal } = await child.status;
    const text = await Deno.readTextFile(outcome).catch(() => undefined);
    const took = (performance.now() - started) / 1_000;
    if (text !== undefined) return { name, seconds: took, ...JSON.parse(text) };
    const reached = Number(await Deno.readTextFile(last).catch(() => "0"));
    const message = `The process ended with ${signal ?? `code ${code}`}, or hung`;
    return { name, cases: 0, seconds: took, finding: { case: reached, message } };
  } finally {
    clearTimeout(timer);
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) Deno.exit(await runCommand(command, Deno.args));
