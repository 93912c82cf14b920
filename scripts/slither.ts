/**
 * Runs Slither on the contract and compares its findings with the answers in docs/SECURITY.md:
 * `deno task slither`. Slither comes from PyPI (`pip install slither-analyzer`) and is searched for
 * on the PATH, or where DEML_SLITHER says.
 *
 * Slither wants a `solc` program; it gets contracts/solc.ts, the compiler that the contract is
 * built with.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/from-file-url";
import { readCompiled } from "./deploy/compiled.ts";

const CONTRACTS = fromFileUrl(new URL("../contracts/", import.meta.url));
const SECURITY = new URL("../docs/SECURITY.md", import.meta.url);
/** A row of the table of answers: `detector`, where, why. */
const ANSWER = /^\| `([\w-]+)` +\| (.+?) +\| .+ \|$/gm;

/** The parts of Slither's output that are read. */
interface Finding {
  check: string;
  impact: string;
  description: string;
}

const folder = await Deno.makeTempDir({ prefix: "deml-slither-" });
try {
  const findings = await analyse(folder);
  const answers = readAnswers(await Deno.readTextFile(SECURITY));
  const open = findings.filter((finding) => !isAnswered(finding, answers));
  for (const { check, impact, description } of open) {
    console.error(`${impact}: ${check}: ${description.trim()}\n`);
  }
  const found = new Set(findings.map(({ check }) => check));
  const stale = [...answers.keys()].filter((check) => !found.has(check));
  if (stale.length > 0) console.error(`Answered, but no longer found: ${stale.join(", ")}`);
  console.log(
    `${findings.length} findings of ${found.size} detectors, ${open.length} without an answer in ` +
      "docs/SECURITY.md",
  );
  if (open.length > 0 || stale.length > 0) Deno.exitCode = 1;
} finally {
  await Deno.remove(folder, { recursive: true });
}

async function analyse(folder: string): Promise<Finding[]> {
  const { verification: { language, sources, settings } } = await readCompiled();
  const { outputSelection: _, ...exact } = settings;
  // Slither also reads the files, under contracts/.
  const files = Object.entries(sources).map((
    [name, source],
  ) => [name.replace(/^project\//, ""), source]);
  const input = `${folder}/input.json`;
  await Deno.writeTextFile(
    input,
    JSON.stringify({ language, sources: Object.fromEntries(files), settings: exact }),
  );
  const solc = `${folder}/solc`;
  const script = fromFileUrl(new URL("../contracts/solc.ts", import.meta.url));
  await Deno.writeTextFile(solc, `#!/bin/sh\nexec '${Deno.execPath()}' run -A '${script}' "$@"\n`);
  await Deno.chmod(solc, 0o755);
  const output = `${folder}/findings.json`;
  const slither = Deno.env.get("DEML_SLITHER") ?? "slither";
  const run = new Deno.Command(slither, {
    args: [input, "--compile-force-framework", "solc-json", "--solc", solc, "--json", output],
    cwd: CONTRACTS,
  });
  // A missing program throws synchronously, not through the promise.
  const { stderr } = await Promise.resolve().then(() => run.output()).catch(() => {
    console.error(`No Slither at "${slither}": pip install slither-analyzer, or set DEML_SLITHER`);
    Deno.exit(2);
  });
  // Its exit code counts findings; its output shows whether it ran.
  const written = await Deno.readTextFile(output).catch(() => {
    console.error(new TextDecoder().decode(stderr).slice(-2_000));
    Deno.exit(1);
  });
  return JSON.parse(written).results.detectors ?? [];
}

/** Which detectors are answered, and for which functions: undefined for all of them. */
function readAnswers(markdown: string): Map<string, Set<string> | undefined> {
  return new Map(
    [...markdown.matchAll(ANSWER)].map(([, check = "", where = ""]) => [
      check,
      where === "everywhere"
        ? undefined
        : new Set([...where.matchAll(/`([\w.]+)`/g)].map(([, name = ""]) => name)),
    ]),
  );
}

function isAnswered(
  { check, description }: Finding,
  answers: Map<string, Set<string> | undefined>,
): boolean {
  if (!answers.has(check)) return false;
  const subject = description.match(/[A-Z]\w*\.\w+/)?.[0] ?? "";
  return answers.get(check)?.has(subject) ?? true;
}
