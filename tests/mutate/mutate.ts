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
import { createJudge, type Judged, type Usual } from "./judge_mutant.ts";
import { type Mutant, mutantsOf } from "./mutants.ts";
import { copyTree } from "./tree.ts";

/** What is mutated of itself: rooms of rules and of the chain, whose tests are quick. */
const ROOMS = [
  "protocol/",
  "core-wasm/",
  ...["base", "chain", "dataset", "duties", "evaluation", "ipfs", "journal"].map(roomOfMiner),
  ...["metrics", "model", "participant", "transactions", "wallet"].map(roomOfMiner),
];
/** Tests, what only tests use, and what is written by a program. */
const LEFT_OUT = /_test\.tsx?$|\/generated\/|^core-wasm\/(suite|assembly)\/|\/simulated_node\.ts$/;
const MOST_SEED = 2 ** 31 - 3;

const command: Command = {
  name: "mutate",
  startedAs: "deno task mutate",
  summary: "Change sources at random, and see whether a test notices",
  options: [
    { name: "n", value: "N", help: "How many mutants", default: "150" },
    { name: "seed", value: "N", help: "The same seed draws the same mutants", default: "1" },
    { name: "only", value: "PATH", help: "Files whose path begins with this", repeat: true },
    { name: "seconds", value: "N", help: "For the tests of one mutant", default: "120" },
    { name: "jobs", value: "N", help: "Mutants tried at a time, each in a copy", default: "1" },
    {
      name: "keep",
      value: "FILE",
      help: "Write down each; what is noticed there is not tried again",
    },
  ],
  notes: "Tests of the dashboard, the binary and of miners among faults are not asked: too slow. " +
    "Ctrl-C ends behind the mutant that is tried, and tells what was found until then.",
  examples: [
    "deno task mutate --seed 7 --n 40",
    "deno task mutate --only miner/chain/ --n 20",
    "deno task mutate --jobs 2 --keep /tmp/mutants.jsonl",
  ],
  run,
};

/** A mutant, as it is told. */
interface Place {
  file: string;
  line: number;
  column: number;
  operator: Mutant["operator"];
  from: string;
  to: string;
}

/** A survivor. */
interface Told extends Place {
  /** Test files that ran and did not notice, and those that there was no time for */
  passed: number;
  unasked: number;
}

async function run(invocation: Invocation): Promise<number> {
  const { terminal } = invocation;
  const count = invocation.integer("n", { min: 1, max: 100_000 })!;
  const seed = invocation.integer("seed", { min: 0, max: MOST_SEED })!;
  const seconds = invocation.integer("seconds", { min: 1, max: 3_600 })!;
  const jobs = invocation.integer("jobs", { min: 1, max: 64 })!;
  const only = invocation.texts("only");
  const keep = invocation.text("keep");
  const kept = await readKept(keep);
  const started = performance.now();
  let stopped = false;
  Deno.addSignalListener("SIGINT", () => stopped = true);
  const trees = await Promise.all(Array.from({ length: jobs }, copyTree));
  const survivors: Told[] = [];
  /** Mutants noticed, by what: types, time (they do not end), tests */
  const killed = { tests: 0, types: 0, time: 0 };
  let tried = 0;
  try {
    const { root } = trees[0]!;
    const imports = await readImports(root);
    const wanted = only.length > 0 ? only : ROOMS;
    const files = [...imports.keys()].filter((file) =>
      wanted.some((start) => file.startsWith(start)) && !LEFT_OUT.test(file)
    );
    const texts = new Map<string, string>();
    for (const file of files) texts.set(file, await Deno.readTextFile(`${root}${file}`));
    const all = [...texts].flatMap(([file, text]) =>
      mutantsOf(text).map((mutant) => ({ file, mutant }))
    );
    console.error(`${all.length} mutants in ${files.length} files, of which ${count} are tried`);
    const usual: Usual = new Map();
    const queue = sample(all, count, random(seed));
    await Promise.all(trees.map(async (tree) => {
      const judge = createJudge(tree, imports, seconds, usual);
      for (let next = queue.shift(); next !== undefined && !stopped; next = queue.shift()) {
        const { file, mutant } = next;
        const place = shown(file, texts.get(file)!, mutant);
        const before = kept.get(sentence(place));
        const { by, ...asked } = before ?? await judge(file, mutant);
        tried++;
        if (by === undefined) survivors.push({ ...place, ...asked });
        else killed[by === "types" || by === "time" ? by : "tests"]++;
        const verdict = by === undefined ? "SURVIVED" : `killed by ${by}`;
        console.error(`${tried}. ${sentence(place)}: ${verdict}`);
        if (keep === undefined || before !== undefined) continue;
        const line = JSON.stringify({ mutant: sentence(place), by, ...asked });
        await Deno.writeTextFile(keep, `${line}\n`, { append: true });
      }
    }));
  } finally {
    await Promise.all(trees.map((tree) => tree.remove()));
  }
  const took = Math.round((performance.now() - started) / 1_000);
  const noticed = tried - survivors.length;
  if (invocation.json) {
    const by = killed;
    terminal.out(JSON.stringify({ seed, tried, killed: noticed, by, seconds: took, survivors }));
  } else {
    for (const survivor of survivors) terminal.out(sentence(survivor));
    terminal.out(`${noticed} of ${tried} mutants noticed, in ${took} s (seed ${seed})`);
  }
  return EXIT.ok;
}

/** Mutants that were noticed, by a file of an earlier run; survivors are tried again. */
async function readKept(keep: string | undefined): Promise<Map<string, Judged>> {
  if (keep === undefined) return new Map();
  const text = await Deno.readTextFile(keep).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  });
  const lines = text.split("\n").filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Judged & { mutant: string });
  return new Map(
    lines.filter(({ by }) => by !== undefined)
      .map(({ mutant, by, passed, unasked }) => [mutant, { by, passed, unasked }]),
  );
}

/** Draws without putting back. */
function sample<T>(all: readonly T[], count: number, next: () => number): T[] {
  const rest = [...all];
  return Array.from(
    { length: Math.min(count, rest.length) },
    () => rest.splice(Math.floor(next() * rest.length), 1)[0]!,
  );
}

function shown(
  file: string,
  text: string,
  { operator, start, end, replacement }: Mutant,
): Place {
  const before = text.slice(0, start).split("\n");
  const [line, column] = [before.length, before.at(-1)!.length + 1];
  const short = (part: string) => part.replace(/\s+/g, " ").slice(0, 80);
  return {
    file,
    line,
    column,
    operator,
    from: short(text.slice(start, end)),
    to: short(replacement),
  };
}

function sentence({ file, line, column, operator, from, to }: Place): string {
  return `${file}:${line}:${column} ${operator} ${from} → ${to}`;
}

function roomOfMiner(name: string): string {
  return `miner/${name}/`;
}

if (import.meta.main) Deno.exit(await runCommand(command, Deno.args));
