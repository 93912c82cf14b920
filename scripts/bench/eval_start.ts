/**
 * What starting the single binary costs, beside an empty program with the same runtime; and how
 * much memory its own process takes while a child evaluates.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/from-file-url";
import { exists } from "../../miner/base/exists.ts";
import { run } from "../compile/run.ts";
import { findRuntime, parseSource } from "../compile/runtime.ts";
import { findTarget } from "../compile/targets.ts";
import { fixture } from "./eval_models.ts";

const BUILD = fromFileUrl(new URL("../../build", import.meta.url));
const BINARY = `${BUILD}/deml`;

/** Milliseconds between two looks at a process's memory. */
const LOOK = 2;

/** Seconds, start by start, and bytes. */
export interface StartFigures {
  /** `deml --version` */
  binary: number[];
  /** A compiled program that prints the same line */
  empty: number[];
  /** Peak of the process that a person starts, not of its child */
  peak: number;
}

/** Measures, or returns nothing if the binary was not compiled. */
export async function measureStart(
  repeats: number,
  csv: Uint8Array,
): Promise<StartFigures | undefined> {
  if (!exists(BINARY)) return undefined;
  const folder = await Deno.makeTempDir({ prefix: "deml-bench-" });
  try {
    const empty = await compileEmpty(folder);
    const figures: StartFigures = { binary: [], empty: [], peak: 0 };
    // The first round warms the file cache.
    for (let repeat = -1; repeat < repeats; repeat++) {
      const seconds = { binary: await timeStart(BINARY), empty: await timeStart(empty) };
      if (repeat < 0) continue;
      figures.binary.push(seconds.binary);
      figures.empty.push(seconds.empty);
    }
    const data = `${folder}/mnist.csv`;
    await Deno.writeFile(data, csv);
    figures.peak = await peakOf([BINARY, "evaluate", fixture("lenet"), "--data", data, "--json"]);
    return figures;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Compiles a program of one line as the binary is compiled; returns its path. */
async function compileEmpty(folder: string): Promise<string> {
  await Deno.writeTextFile(`${folder}/empty.js`, `console.log("deml 0.0.0");\n`);
  const source = parseSource(Deno.env.get("DEML_RUNTIME"));
  const { env } = await findRuntime(source, findTarget(undefined), BUILD);
  const args = ["compile", "--quiet", "--no-check", "--no-code-cache", "-o", "empty", "empty.js"];
  await run(Deno.execPath(), args, folder, env);
  return `${folder}/empty`;
}

async function timeStart(program: string): Promise<number> {
  const started = performance.now();
  await run(program, ["--version"]);
  return (performance.now() - started) / 1_000;
}

/** Peak memory of a command's own process, in bytes. */
async function peakOf([program, ...args]: [string, ...string[]]): Promise<number> {
  const child = new Deno.Command(program, { args, stdout: "null", stderr: "null" }).spawn();
  let ended = false;
  const status = child.status.finally(() => ended = true);
  let peak = 0;
  while (!ended) {
    const text = await Deno.readTextFile(`/proc/${child.pid}/status`).catch(() => "");
    peak = Math.max(peak, 1024 * Number(/VmHWM:\s*(\d+)/.exec(text)?.[1] ?? 0));
    await new Promise((resolve) => setTimeout(resolve, LOOK));
  }
  if (!(await status).success) throw new Error(`${program} failed`);
  return peak;
}
