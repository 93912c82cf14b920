/** Errors below the terminal and the page are data: nothing there speaks to people. */
import { assertEquals } from "@std/assert";
import { TABLES } from "../miner/cli/failures/tell.ts";
import { readImports } from "./rooms.ts";

const ROOT = new URL("../", import.meta.url).pathname;
/** Who puts failures into words. */
const SPEAKS = /^(miner\/cli|dashboard|scripts|tests|examples)\//;
const COMMENT = /^\s*(\*|\/\*|\/\/).*$/gm;
/** A flag of the program, or a command of it, within a text. */
const ADVICE = /`deml |[A-Za-z,] --[a-z]{2}|["`]--[a-z-]+[" ,.](?!-)[A-Za-z ]*\b(is|to|or|with)\b/;

async function sources(): Promise<[path: string, text: string][]> {
  const files = [...(await readImports(ROOT)).keys()].filter((path) => !/_test\.tsx?$/.test(path));
  return await Promise.all(files.map(async (path) => {
    const text = await Deno.readTextFile(`${ROOT}${path}`);
    return [path, text.replaceAll(COMMENT, "")] as [string, string];
  }));
}

Deno.test("rooms below the terminal and the page throw data, and give no advice", async () => {
  const wrong: string[] = [];
  for (const [path, text] of await sources()) {
    if (path === "protocol/errors.ts") continue;
    if (/new DemlError\(/.test(text)) wrong.push(`${path} throws no failure of a room's list`);
    if (SPEAKS.test(path)) continue;
    if (/\btold\(/.test(text)) wrong.push(`${path} puts a failure into words`);
    for (const line of text.split("\n")) {
      // Profiles of other programs are named by their flags.
      if (ADVICE.test(line.replace(/ipfs add [^"]*/, ""))) {
        wrong.push(`${path} gives advice: ${line.trim()}`);
      }
    }
  }
  assertEquals(wrong, []);
});

Deno.test("every kind that a room lists has its sentence at the terminal", async () => {
  const kinds: string[] = [];
  for (const [path, text] of await sources()) {
    if (!path.endsWith("/failures.ts") || SPEAKS.test(path)) continue;
    for (const [, kind] of text.matchAll(/\bkind: "([a-z]+\/[a-z0-9-]+)"/g)) kinds.push(kind!);
  }
  assertEquals(kinds.filter((kind) => !Object.hasOwn(TABLES, kind)), []);
  assertEquals(kinds.length > 80, true, `${kinds.length} kinds`);
});
