/**
 * Looks for what is not written here, `scripts/words/rules.toml`, in documents, comments, messages
 * and the page, and prints what to write instead. Exits with 1 if it finds something.
 *
 *     deno task words                 # everything
 *     deno task words docs README.md  # some folders and files
 *     deno task words --only md       # files whose name ends so
 *     deno task words --count         # findings per room and rule
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { fromFileUrl } from "@std/path/from-file-url";
import { findIn, type Finding, readRules } from "./words/rules.ts";
import { proseOf, textOf } from "./words/texts.ts";

const ROOT = fromFileUrl(new URL("../", import.meta.url));
const RULES = new URL("words/rules.toml", import.meta.url);

/**
 * Fixtures and generated files are checked where they come from; docs/WORDS.md and the rules' test name
 * the words. The bytecode ends in a hash of the contract's sources, comments included: these are
 * corrected with the next change of the contract.
 */
const FOREIGN =
  /(?:^|\/)(?:node_modules|build|dist|artifacts|cache|coverage|generated|fixtures|\.git)\/|^docs\/WORDS\.md$|^scripts\/words\/words_test\.ts$|^contracts\/src\//;
const TEXT = /(?:\.(?:md|sol)|(?<!\.d)\.tsx?)$/;

/** Files below a path, relative to the checkout. */
async function* filesBelow(path: string): AsyncGenerator<string> {
  if (FOREIGN.test(`${path}/`) || FOREIGN.test(path)) return;
  const { isDirectory } = await Deno.lstat(`${ROOT}${path}`);
  if (!isDirectory) {
    if (TEXT.test(path)) yield path;
    return;
  }
  for await (const { name } of Deno.readDir(`${ROOT}${path}`)) {
    yield* filesBelow(path === "" ? name : `${path}/${name}`);
  }
}

/** The room that a finding counts for: a folder, or two for the parts of the miner. */
function areaOf(path: string): string {
  if (path.endsWith(".md")) return "*.md";
  if (/_test\.tsx?$|\.t\.sol$/.test(path)) return "tests beside sources";
  const [first = "", second = ""] = path.split("/");
  return first === "miner" && !second.includes(".") ? `miner/${second}` : first;
}

/** Prints a table of counts, the largest first. */
function printCounts(counts: Map<string, number>) {
  for (const [name, count] of [...counts].sort(([, a], [, b]) => b - a)) {
    console.log(`${String(count).padStart(6)}  ${name}`);
  }
}

const rules = readRules(await Deno.readTextFile(RULES));
const { _: paths, count, only } = parseArgs(Deno.args, {
  boolean: ["count"],
  string: ["only", "_"],
});
const found: [string, Finding][] = [];
for (const path of paths.length > 0 ? paths.map(String) : [""]) {
  for await (const file of filesBelow(path.replace(/\/$/, ""))) {
    if (!file.endsWith(String(only ?? ""))) continue;
    const source = await Deno.readTextFile(`${ROOT}${file}`);
    const text = file.endsWith(".md") ? proseOf(source) : textOf(source, file.endsWith(".tsx"));
    for (const finding of findIn(text, rules)) found.push([file, finding]);
  }
}
if (count) {
  const areas = new Map<string, number>();
  const names = new Map<string, number>();
  for (const [file, { rule }] of found) {
    areas.set(areaOf(file), (areas.get(areaOf(file)) ?? 0) + 1);
    names.set(rule.name, (names.get(rule.name) ?? 0) + 1);
  }
  printCounts(areas);
  console.log();
  printCounts(names);
} else {
  for (const [file, { line, words, rule }] of found) {
    console.log(`${file}:${line}: "${words}": ${rule.say} (${rule.name})`);
  }
}
if (found.length > 0) {
  console.error(`${found.length} findings; docs/WORDS.md has an example of each`);
  Deno.exit(1);
}
