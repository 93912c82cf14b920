/**
 * From a file of numbers to a tensor, beside pandas and polars, all in this run, on the same files;
 * and the memory that takes. docs/BENCHMARKS.md says what each figure promises.
 *
 * `--json` prints one flat object: ratios, above 1 we are faster, and peaks per tensor, below 2.
 * `--rounds N` takes more samples or fewer. The peers are in build/data-peers, which is created
 * here if PyPI is reachable.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { fromFileUrl } from "@std/path/from-file-url";
import { makeTable, type TableFile } from "./data_files.ts";
import { median, rounded } from "./eval_stats.ts";

const options = parseArgs(Deno.args, {
  boolean: ["json"],
  string: ["rounds"],
  default: { rounds: "7" },
});
const rounds = Number(options.rounds);
const root = (name: string) => fromFileUrl(new URL(`../../${name}`, import.meta.url));
const VENV = root("build/data-peers");

/** What one reading took. */
interface Reading {
  seconds: number;
  /** Bytes of memory above the started process, and of the tensor; ours alone */
  growth?: number;
  tensor?: number;
  threads?: number;
}

const folder = await Deno.makeTempDir({ prefix: "deml-bench-data-" });
try {
  const figures: Record<string, number> = {};
  const speeds = [
    { name: "csv17", columns: 100, rows: 50_000, digits: 17 },
    { name: "csv6", columns: 100, rows: 100_000, digits: 6 },
  ];
  await preparePeers();
  for (const { name, ...shape } of speeds) {
    const file = await makeTable(folder, shape);
    const times = { deml: [] as number[], pandas: [] as number[], polars: [] as number[] };
    const readers = [
      ["deml", ours],
      ["pandas", peer("pandas")],
      ["polars", peer("polars")],
    ] as const;
    let threads = 0;
    for (let round = 0; round < rounds; round++) {
      // A different one first each time.
      const first = round % readers.length;
      for (const [who, read] of [...readers.slice(first), ...readers.slice(0, first)]) {
        const reading = await read(file);
        times[who].push(reading.seconds);
        threads = Math.max(threads, reading.threads ?? 0);
      }
    }
    const deml = median(times.deml);
    const [pandas, polars] = [median(times.pandas), median(times.polars)];
    figures[`${name}_vs_pandas`] = pandas / deml;
    figures[`${name}_vs_polars`] = polars / deml;
    say(
      `${name}: ${megabytes(file.bytes)} to ${shape.rows} × ${shape.columns}: ` +
        `deml ${seconds(deml)}, pandas ${seconds(pandas)}, ` +
        `polars ${seconds(polars)} with ${threads} threads`,
    );
    await Deno.remove(file.path);
  }
  const peaks = [
    { name: "100_columns", columns: 100, rows: 1_000_000, digits: 6 },
    { name: "10000_columns", columns: 10_000, rows: 2_000, digits: 17 },
    { name: "1_gb", columns: 100, rows: 510_000, digits: 17 },
  ];
  let worst = 0;
  for (const { name, ...shape } of peaks) {
    const file = await makeTable(folder, shape);
    const { growth = NaN, tensor = NaN, seconds: took } = await ours(file);
    figures[`peak_${name}`] = growth / tensor;
    worst = Math.max(worst, growth / tensor);
    say(
      `${shape.columns} columns, ${shape.rows} rows: ${megabytes(file.bytes)} of text, ` +
        `a tensor of ${megabytes(tensor)}, ${megabytes(growth)} more in memory, ${seconds(took)}`,
    );
    await Deno.remove(file.path);
  }
  figures.peak_vs_tensor = worst;
  const entries = Object.entries(figures).map(([name, value]) => [name, rounded(value)] as const);
  if (options.json) console.log(JSON.stringify(Object.fromEntries(entries), undefined, 2));
  else for (const [name, value] of entries) console.log(`${name}: ${value}`);
} finally {
  await Deno.remove(folder, { recursive: true });
}

async function ours({ path, small, columns, rows, last }: TableFile): Promise<Reading> {
  const script = root("scripts/bench/data_reader.ts");
  const args = ["run", "-A", "--quiet", script, small, path, String(columns), String(rows)];
  const reading = JSON.parse(await run(Deno.execPath(), args));
  if (reading.last !== Math.fround(last)) throw new Error(`deml ends with ${reading.last}`);
  return reading;
}

function peer(name: "pandas" | "polars") {
  return async ({ path, small, columns, rows, last }: TableFile): Promise<Reading> => {
    const script = root("scripts/bench/peers/data_peer.py");
    const out = await run(`${VENV}/bin/python`, [script, name, path, String(columns), small]);
    const [seconds = NaN, threads, height, width, end = NaN] = out.split(" ").map(Number);
    if (height !== rows || width !== columns || !(Math.abs(end - last) <= 1e-6)) {
      throw new Error(`${name} reads ${out}`);
    }
    return { seconds, threads };
  };
}

async function preparePeers(): Promise<void> {
  const requirements = root("scripts/bench/peers/data_requirements.txt");
  const wanted = await Deno.readTextFile(requirements);
  const stamp = `${VENV}/installed`;
  if (await Deno.readTextFile(stamp).catch(() => "") === wanted) return;
  await run("python3", ["-m", "venv", VENV]);
  const pip = ["install", "--quiet", "--disable-pip-version-check", "-r", requirements];
  await run(`${VENV}/bin/pip`, pip);
  await Deno.writeTextFile(stamp, wanted);
}

async function run(program: string, args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, { args, stdin: "null" })
    .output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  if (success) return text(stdout);
  throw new Error(`${program} failed: ${text(stderr).split("\n").at(-1)}`);
}

function say(line: string): void {
  console.error(line);
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}

function seconds(value: number): string {
  return `${value.toFixed(3)} s`;
}
