/**
 * Coverage of contracts/src by the Solidity tests: `deno task coverage`. Lines and statements are
 * Hardhat's, branches come from coverage_branches.ts; below 100 % of lines or branches it fails.
 * The report of lines is contracts/coverage/html.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/from-file-url";
import type { Branch } from "../contracts/coverage_branches.ts";
import { hardhat } from "./hardhat.ts";

const CONTRACTS = fromFileUrl(new URL("../contracts/", import.meta.url));
const FOLDER = `${CONTRACTS}coverage/`;

/** What one file has, and how much of it was reached. */
interface Count {
  found: number;
  reached: number;
  missed: string[];
}

/** Lines by file, of Hardhat's report in lcov's format. */
function linesOf(lcov: string): Map<string, Count> {
  const files = new Map<string, Count>();
  let count: Count = { found: 0, reached: 0, missed: [] };
  for (const line of lcov.split("\n")) {
    const [, file] = /^SF:(.*)$/.exec(line) ?? [];
    if (file !== undefined) files.set(file, count = { found: 0, reached: 0, missed: [] });
    const [, number, hits] = /^DA:(\d+),(\d+)$/.exec(line) ?? [];
    if (number === undefined) continue;
    count.found++;
    if (hits === "0") count.missed.push(`line ${number}`);
    else count.reached++;
  }
  return files;
}

/** The tags that the tests hit. */
async function hitTags(folder: string): Promise<Set<string>> {
  const tags = new Set<string>();
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    const found = isDirectory
      ? await hitTags(path)
      : Object.keys(JSON.parse(await Deno.readTextFile(path)));
    for (const tag of found) tags.add(tag);
  }
  return tags;
}

function branchesOf(branches: Branch[], hits: Set<string>): Map<string, Count> {
  const files = new Map<string, Count>();
  for (const { file, line, text, tags } of branches) {
    const count = files.get(file) ?? { found: 0, reached: 0, missed: [] };
    files.set(file, count);
    tags.forEach((tag, side) => {
      const name = `${text} is never ${side === 0}`;
      count.found++;
      if (hits.has(tag)) count.reached++;
      else count.missed.push(`line ${line}: ${name}`);
    });
  }
  return files;
}

// The build is kept: it is rebuilt when its source has changed.
await Deno.remove(`${FOLDER}data`, { recursive: true }).catch(() => {});
// Instrumentation changes gas.
const { code, printed } = await hardhat([
  ...["--config", "hardhat.coverage.config.ts", "--coverage"],
  ...["test", "solidity", "--grep-exclude", "Dearer|CostsItsCallerLittle"],
], "coverage/");
console.log(printed.trim());
if (code !== 0) Deno.exit(code);

const kinds = {
  Lines: linesOf(await Deno.readTextFile(`${FOLDER}lcov.info`)),
  Branches: branchesOf(
    JSON.parse(await Deno.readTextFile(`${FOLDER}branches.json`)),
    await hitTags(`${FOLDER}data`),
  ),
};
let complete = true;
for (const [kind, files] of Object.entries(kinds)) {
  const counts = [...files].filter(([file]) => file.startsWith("src/"));
  const sum = (field: "found" | "reached") =>
    counts.reduce((all, [, each]) => all + each[field], 0);
  const [found, reached] = [sum("found"), sum("reached")];
  console.log(`${kind}: ${reached} of ${found}, ${(100 * reached / found).toFixed(2)} %`);
  for (const [file, { missed }] of counts) {
    for (const miss of missed) console.log(`  ${file} ${miss}`);
  }
  complete &&= found > 0 && reached === found;
}
if (!complete) Deno.exit(1);
