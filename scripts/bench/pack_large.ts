/**
 * Large files, for `deno task bench:pack`: `deml inspect` beside reading and hashing the file, our
 * packing beside zlib at level 9 over the same bytes, and the memory of both commands. Each pair is
 * measured in turn in the same run; medians of ratios.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/from-file-url";
import { loadCore } from "../../core-wasm/mod.ts";
import { encodeModel, type ModelFields, TYPE } from "../../miner/model/onnx.ts";
import { pack } from "../../miner/model/package.ts";

const ROOT = fromFileUrl(new URL("../../", import.meta.url));
const FOLDER = `${ROOT}build/bench`;
const MAIN = `${ROOT}miner/main.ts`;
const MEGABYTE = 1_000_000;
const TURNS = 5;
/** The width of the only layer: 200 MB are then one of 50,000 outputs. */
const INPUTS = 1_000;

/** The figures of large files. */
export interface LargeFigures {
  inspect_200mb_s_vs_read: number;
  inspect_200mb_memory_vs_file: number;
  pack_50mb_vs_zlib9: number;
  pack_50mb_size_vs_zlib9: number;
  pack_200mb_memory_vs_file: number;
}

/** Measures them; needs python3, for its zlib. */
export async function measureLarge(): Promise<LargeFigures> {
  await Deno.mkdir(FOLDER, { recursive: true });
  const [large, medium] = [`${FOLDER}/200mb.onnx`, `${FOLDER}/50mb.onnx`];
  await Deno.writeFile(large, layer(200 * MEGABYTE));
  await Deno.writeFile(medium, layer(50 * MEGABYTE));
  const deno = [Deno.execPath(), "run", "-A"];
  const inspect = [...deno, MAIN, "inspect", large];
  const read = [...deno, fromFileUrl(import.meta.resolve("./pack_read.ts")), large];
  const { size } = await Deno.stat(large);
  const inspected: number[] = [];
  let inspectedMemory = 0;
  for (let turn = 0; turn <= TURNS; turn++) {
    const [ours, plain] = [await usageOf(inspect), await usageOf(read)];
    // The first turn fills the caches of files and of code.
    if (turn > 0) inspected.push(ours.seconds / plain.seconds);
    inspectedMemory = Math.max(inspectedMemory, ours.bytes);
  }
  const packed = await usageOf([...deno, MAIN, "pack", large, `${FOLDER}/200mb.deml`, "--force"]);
  const { time, length } = await besideZlib(medium);
  return {
    inspect_200mb_s_vs_read: median(inspected),
    inspect_200mb_memory_vs_file: inspectedMemory / size,
    pack_50mb_vs_zlib9: time,
    pack_50mb_size_vs_zlib9: length,
    pack_200mb_memory_vs_file: packed.bytes / size,
  };
}

/** One layer with weights as training leaves them: a bell around zero. */
function layer(bytes: number): Uint8Array {
  const outputs = Math.round(bytes / 4 / INPUTS);
  const weights = new Float32Array(INPUTS * outputs);
  // Lehmer's generator: the same weights on every machine.
  let state = 48_271;
  const next = () => (state = state * 48_271 % 2_147_483_647) / 2_147_483_647;
  for (let i = 0; i < weights.length; i++) {
    weights[i] = 0.05 * (next() + next() + next() + next() - 2);
  }
  const end = (name: string, dim: number) => ({
    name,
    type: {
      tensorType: {
        elemType: TYPE.float,
        shape: { dim: [{ dimParam: "N" }, { dimValue: dim }] },
      },
    },
  });
  const model: ModelFields = {
    irVersion: 8,
    opsetImport: [{ domain: "", version: 17 }],
    graph: {
      name: "layer",
      input: [end("x", INPUTS)],
      output: [end("y", outputs)],
      initializer: [{
        name: "w",
        dims: [INPUTS, outputs],
        dataType: TYPE.float,
        rawData: new Uint8Array(weights.buffer),
      }],
      node: [{ opType: "MatMul", input: ["x", "w"], output: ["y"] }],
    },
  };
  return encodeModel(model);
}

/** Runs a program and measures its time and peak memory. */
async function usageOf(command: string[]): Promise<{ seconds: number; bytes: number }> {
  const script = "import resource, subprocess, sys, time\n" +
    "start = time.time()\n" +
    "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)\n" +
    "most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss\n" +
    "print(time.time() - start, most * (1 if sys.platform == 'darwin' else 1024))";
  const [seconds = NaN, bytes = NaN] = await python(script, command);
  return { seconds, bytes };
}

async function besideZlib(path: string): Promise<{ time: number; length: number }> {
  const script = "import sys, time, zlib\n" +
    "data = open(sys.argv[1], 'rb').read()\n" +
    "start = time.time()\n" +
    "packed = zlib.compress(data, 9)\n" +
    "print(time.time() - start, len(packed))";
  const onnx = await Deno.readFile(path);
  const core = loadCore();
  const times: number[] = [];
  let length = NaN;
  for (let turn = 0; turn < TURNS; turn++) {
    const started = performance.now();
    const packed = pack(onnx, core);
    const ours = (performance.now() - started) / 1_000;
    const [theirs = NaN, bytes = NaN] = await python(script, [path]);
    times.push(ours / theirs);
    length = packed.length / bytes;
  }
  return { time: median(times), length };
}

/** The numbers that a script prints. */
async function python(script: string, args: string[]): Promise<number[]> {
  const { success, stdout, stderr } = await new Deno.Command("python3", {
    args: ["-c", script, ...args],
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).split(/\s+/).filter(Boolean).map(Number);
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}
