/**
 * Do the tests notice? `deno task mutate --help`. Draws mutants of the product's sources at random,
 * runs the tests that can reach each, and tells which ones nobody noticed.
 *
 * StrykerJS is not used: its command runner runs one and the same command for each mutant, and all
 * tests take minutes; nor does it draw a sample by a seed.
 *
 * @module
 */
import type { Command, Invocation } from "../../miner/cli/command.ts";
import { runCommand } from "../../miner/cli/run.ts";
import { EXIT } from "../../protocol/errors.ts";
import { random } from "../hostile/mutate.ts";
import { readImports } from "../rooms.ts";
import { createJudge } from "./judge_mutant.ts";
import { type Mutant, mutantsOf } from "./mutants.ts";
import { copyTree } from "./tree.ts";

/** What is mutated of itself: rooms of rules and of the chain, whose tests are quick. */
const ROOMS = [
  "protocol/",
  "core-wasm/",
  ...["base", "chain", "dataset", "duties", "evaluation", "ipfs", "journal"].map(roomOfMiner),
  ...["metrics", "model", "participant", "transactions", "wallet"].map(roomOfMiner),
];
const LEFT_OUT = /_test\.tsx?$|\/generated\/|^core-wasm\/(suite|assembly)\//;
const MOST_SEED = 2 ** 31 - 3;

const command: Command = {
  name: "mutate",
  startedAs: "deno task mutate",
  summary: "Change sources at random, and see whether a test notices",
  options: [
    { name: "n", value: "N", help: "How many mutants", default: "150" },
    { name: "seed", value: "N", help: "The same seed draws the same mutants", default: "1" },
    { name: "only", value: "PATH", help: "Files whose path begins with this", repeat: true },
    { name: "seconds", value: "N", help: "For the tests of one mutant", default: "90" },
  ],
  notes: "Tests of the dashboard, the binary and of miners among faults are not asked: too slow. " +
    "Ctrl-C ends after the current mutant, and reports the findings so far.",
  examples: ["deno task mutate --seed 7 --n 40", "deno task mutate --only miner/chain/ --n 20"],
  run,
};

/** A mutant, as it is reported. */
interface Told {
  file: string;
  line: number;
  operator: Mutant["operator"];
  from: string;
  to: string;
  /** Test files that ran and did not notice, and those that there was no time for */
  passed: number;
  unasked: number;
}

async function run(invocation: Invocation): Promise<number> {
  const { terminal } = invocation;
  const count = invocation.integer("n", { min: 1, max: 100_000 })!;
  const seed = invocation.integer("seed", { min: 0, max: MOST_SEED })!;
  const seconds = invocation.integer("seconds", { min: 1, max: 3_600 })!;
  const only = invocation.texts("only");
  const started = performance.now();
  let stopped = false;
  Deno.addSignalListener("SIGINT", () => stopped = true);
  const tree = await copyTree();
  const survivors: Told[] = [];
  let [tried, killed] = [0, 0];
  try {
    const imports = await readImports(tree.root);
    const wanted = only.length > 0 ? only : ROOMS;
    const files = [...imports.keys()].filter((file) =>
      wanted.some((start) => file.startsWith(start)) && !LEFT_OUT.test(file)
    );
    const texts = new Map<string, string>();
    for (const file of files) texts.set(file, await tree.read(file));
    const all = [...texts].flatMap(([file, text]) =>
      mutantsOf(text).map((mutant) => ({ file, mutant }))
    );
    console.error(`${all.length} mutants in ${files.length} files; ${count} of them are tried`);
    const judge = createJudge(tree, imports, seconds);
    for (const { file, mutant } of sample(all, count, random(seed))) {
      if (stopped) break;
      const { by, passed, unasked } = await judge(file, mutant);
      const text = texts.get(file)!;
      const told = { ...shown(file, text, mutant), passed, unasked };
      tried++;
      if (by === undefined) survivors.push(told);
      else killed++;
      console.error(
        `${tried}. ${sentence(told)}: ${by === undefined ? "SURVIVED" : `killed by ${by}`}`,
      );
    }
  } finally {
    await tree.remove();
  }
  const took = Math.round((performance.now() - started) / 1_000);
  if (invocation.json) {
    terminal.out(JSON.stringify({ seed, tried, killed, seconds: took, survivors }));
  } else {
    for (const survivor of survivors) terminal.out(sentence(survivor));
    terminal.out(`${killed} of ${tried} mutants noticed, in ${took} s (seed ${seed})`);
  }
  return EXIT.ok;
}

/** Draws without putting back. */
function sample<T>(all: readonly T[], count: number, next: () => number): T[] {
  const rest = [...all];
  return Array.from(
    { length: Math.min(count, rest.length) },
    () => rest.splice(Math.floor(next() * rest.length), 1)[0]!,
  );
}

function shown(file: string, text: string, { operator, start, end, replacement }: Mutant) {
  const line = text.slice(0, start).split("\n").length;
  const short = (part: string) => part.replace(/\s+/g, " ").slice(0, 80);
  return { file, line, operator, from: short(text.slice(start, end)), to: short(replacement) };
}

function sentence({ file, line, operator, from, to }: Told): string {
  return `${file}:${line} ${operator} ${from} → ${to}`;
}

function roomOfMiner(name: string): string {
  return `miner/${name}/`;
}

if (import.meta.main) Deno.exit(await runCommand(command, Deno.args));
