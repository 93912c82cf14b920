/**
 * What `deno check` looks at: every module, and the examples in documentation, which run as tests.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/from-file-url";

/** AssemblyScript has its own compiler. */
const MODULES = [
  "miner",
  "protocol",
  "scripts",
  "tests",
  "core-wasm/mod.ts",
  "core-wasm/core_test.ts",
  "contracts",
  "dashboard",
  "examples",
];
/** Where `deno test` looks for examples. */
const DOCUMENTED = ["core-wasm", "dashboard", "miner", "protocol", "scripts", "tests"];

/** The step's arguments after `deno`. */
export async function typeCheck(): Promise<string[]> {
  const texts = await Promise.all(DOCUMENTED.map(withExamples));
  return ["check", "--quiet", "--doc", ...MODULES, ...texts.flat()];
}

/** The Markdown files with TypeScript in them; a folder's name does not include them. */
async function withExamples(folder: string): Promise<string[]> {
  const found: string[] = [];
  const root = fromFileUrl(new URL("../", import.meta.url));
  for await (const { name, isDirectory } of Deno.readDir(`${root}${folder}`)) {
    const path = `${folder}/${name}`;
    if (name === "node_modules" || name === "dist") continue;
    if (isDirectory) found.push(...await withExamples(path));
    if (!name.endsWith(".md")) continue;
    if (/^```ts$/m.test(await Deno.readTextFile(`${root}${path}`))) found.push(path);
  }
  return found;
}
