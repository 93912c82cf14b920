/**
 * The pinned Solidity compiler, WebAssembly from npm, for any user of its standard JSON: a library
 * here, and a stand-in for the `solc` program on the command line, as Hardhat and Slither need one.
 *
 *     deno run -A contracts/solc.ts --standard-json < input.json > output.json
 *     deno run -A contracts/solc.ts --version
 *
 * What it answered is kept in contracts/cache/solc, by the hash of the compiler's version and its
 * input: the same sources and settings are compiled once, whoever asks.
 *
 * @module
 */
import { createRequire } from "node:module";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";

/** The compiler's input, named as in its documentation. */
export interface StandardInput {
  language: string;
  sources: Record<string, { content: string }>;
  settings: Record<string, unknown>;
}

interface Compiler {
  compile(input: string): string;
  version(): string;
}

const require = createRequire(import.meta.url);

function loadCompiler(): Compiler {
  return require("solc/wrapper")(require("solc/soljson.js"));
}

const KEPT = fileURLToPath(new URL("./cache/solc/", import.meta.url));
/** The contract, its tests, the original, what Slither asks; each of them before the last change. */
const MOST_KEPT = 8;

/**
 * Compiles a standard JSON input.
 *
 * @param folder Where answers are kept; ends in `/`
 * @returns Standard JSON, with errors included
 */
export async function compile(input: StandardInput, folder = KEPT): Promise<string> {
  const { version } = require("solc/package.json");
  const hash = createHash("sha256").update(version + inOrder(input)).digest("hex");
  const path = `${folder}${hash}.json`;
  const kept = await Deno.readTextFile(path).catch(() => "");
  const now = new Date();
  if (isWhole(kept)) {
    await Deno.utime(path, now, now).catch(() => {});
    return kept;
  }
  const output = compileFresh(input);
  // Where nothing can be kept, everything is compiled each time.
  await keep(folder, path, output).catch(() => {});
  return output;
}

/** Compiles a standard JSON input, whatever is kept: for who does not trust the folder. */
export function compileFresh(input: StandardInput): string {
  return loadCompiler().compile(JSON.stringify(input));
}

/** Whether an answer is all there, and not what a full disk left. */
function isWhole(kept: string): boolean {
  try {
    return typeof JSON.parse(kept) === "object";
  } catch {
    return false;
  }
}

/** JSON that does not depend on the order in which an object was made. */
function inOrder(value: unknown): string {
  return JSON.stringify(value, (_, part) => {
    if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => a < b ? -1 : 1));
  });
}

/** Keeps an output and forgets those that were not asked for in a long time. */
async function keep(folder: string, path: string, output: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  // Others may read and forget at the same time, and must not get half of it.
  const part = await Deno.makeTempFile({ dir: folder });
  await Deno.writeTextFile(part, output);
  await Deno.rename(part, path);
  const files = await Promise.all(
    (await Array.fromAsync(Deno.readDir(folder))).map(async ({ name }) => {
      const found = await Deno.stat(`${folder}${name}`).catch(() => undefined);
      return { name, used: found?.mtime?.getTime() ?? 0 };
    }),
  );
  for (const { name } of files.sort((a, b) => b.used - a.used).slice(MOST_KEPT)) {
    await Deno.remove(`${folder}${name}`).catch(() => {});
  }
}

if (import.meta.main) {
  if (Deno.args.includes("--version")) {
    console.log(
      `solc, the solidity compiler commandline interface\nVersion: ${
        loadCompiler().version().replace(".Emscripten.clang", ".Linux.g++")
      }`,
    );
  } else {
    const input = await new Response(Deno.stdin.readable).text();
    console.log(await compile(JSON.parse(input)));
  }
}
