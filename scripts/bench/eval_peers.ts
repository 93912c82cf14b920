/**
 * The same question for others: how many of the 10,000 digits does the LeNet fixture get right,
 * from the start of a process to its answer? The Python peers are in build/peers, which is created
 * here if PyPI is reachable.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/from-file-url";
import { fixture } from "./eval_models.ts";

const root = (name: string) => fromFileUrl(new URL(`../../${name}`, import.meta.url));
const VENV = root("build/peers");
const PYTHON = `${VENV}/bin/python`;

/** A command that answers, and the expected output. */
interface Contender {
  name: string;
  command: [program: string, ...args: string[]];
  correct(out: string): number;
}

/** Seconds from start to answer, by contender, round by round; or the reason if there are none. */
export interface ColdFigures {
  times: Record<string, number[]>;
  leftOut: Record<string, string>;
}

/** Measures every contender in turn, so that a slow machine affects all. */
export async function measureCold(repeats: number, csv: Uint8Array): Promise<ColdFigures> {
  const folder = await Deno.makeTempDir({ prefix: "deml-bench-" });
  const leftOut: Record<string, string> = {};
  try {
    const data = `${folder}/mnist.csv`;
    await Deno.writeFile(data, csv);
    const contenders = ours(data);
    const reason = await preparePeers();
    if (reason === undefined) {
      contenders.push(...await peers(data, folder));
    } else {
      for (const name of ["python", "tensorflow"]) leftOut[name] = reason;
    }
    const running = contenders.map((contender) => ({ contender, times: [] as number[] }));
    // The first round warms the caches of files and of compiled code for everybody.
    for (let repeat = -1; repeat < repeats; repeat++) {
      for (const { contender, times } of running) {
        const seconds = await start(contender);
        if (repeat >= 0) times.push(seconds);
      }
    }
    const times = Object.fromEntries(
      running.map(({ contender, times }) => [contender.name, times]),
    );
    return { times, leftOut };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/**
 * The least that an answer takes, DeML from its checkout with each engine, and the single binary if
 * it was compiled.
 */
function ours(data: string): Contender[] {
  const question = ["evaluate", fixture("lenet"), "--data", data, "--json"];
  const correct = (out: string) => JSON.parse(out).correct;
  const program = ["run", "-A", "--quiet", root("miner/main.ts")];
  const checkout: Contender["command"] = [Deno.execPath(), ...program, ...question];
  const floor = [root("scripts/bench/eval_floor.ts"), fixture("lenet"), data];
  const contenders: Contender[] = [
    {
      name: "floor",
      command: [Deno.execPath(), "run", "-A", "--quiet", ...floor],
      correct: Number,
    },
    { name: "deml", command: checkout, correct },
    { name: "deml wasm", command: [...checkout, "--engine", "wasm"], correct },
  ];
  try {
    Deno.statSync(root("build/deml"));
    contenders.push({ name: "deml binary", command: [root("build/deml"), ...question], correct });
  } catch {
    // It was not compiled.
  }
  return contenders;
}

async function peers(data: string, folder: string): Promise<Contender[]> {
  const script = (name: string) => root(`scripts/bench/peers/${name}`);
  const weights = `${folder}/weights.npz`;
  await run([PYTHON, script("weights.py"), fixture("lenet"), weights]);
  return [
    {
      name: "python",
      command: [PYTHON, script("python_ort.py"), fixture("lenet"), data],
      correct: Number,
    },
    {
      name: "tensorflow",
      command: [PYTHON, script("tensorflow_predict.py"), weights, data],
      correct: Number,
    },
  ];
}

/** Installs the peers; returns the reason if it cannot. */
async function preparePeers(): Promise<string | undefined> {
  const requirements = root("scripts/bench/peers/requirements.txt");
  const stamp = `${VENV}/installed`;
  const wanted = await Deno.readTextFile(requirements);
  if (await Deno.readTextFile(stamp).catch(() => "") === wanted) return undefined;
  try {
    await run(["python3", "-m", "venv", VENV]);
    await run([
      `${VENV}/bin/pip`,
      "install",
      "--quiet",
      "--disable-pip-version-check",
      "--retries",
      "1",
      "-r",
      requirements,
    ]);
    await Deno.writeTextFile(stamp, wanted);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.slice(0, 200) : String(error);
  }
}

/** Seconds from start to a correct answer. */
async function start({ name, command, correct }: Contender): Promise<number> {
  const started = performance.now();
  const out = await run(command);
  const seconds = (performance.now() - started) / 1_000;
  const found = correct(out);
  // Frameworks round differently, but not by more than a near tie or two.
  if (!(Math.abs(found - 9_910) <= 3)) throw new Error(`${name} counts ${found}, not 9910`);
  return seconds;
}

async function run([program, ...args]: [string, ...string[]]): Promise<string> {
  let output: Deno.CommandOutput;
  try {
    output = await new Deno.Command(program, { args, stdin: "null", env: { NO_COLOR: "1" } })
      .output();
  } catch (cause) {
    throw new Error(`${program} cannot be started`, { cause });
  }
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  if (output.success) return text(output.stdout);
  throw new Error(`${program} failed: ${text(output.stderr).split("\n").at(-1)}`);
}
