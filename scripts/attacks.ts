/**
 * Who profits by what: plays the attacks of contracts/test/attacks on the contract and prints what the
 * attacker and the victims came to, beside what the contract of commit ac11ff3 gave (before.json).
 *
 * `--json` prints one object, in wei. `--write` updates the table in docs/SECURITY.md.
 *
 * @module
 */
import { zip } from "../protocol/zip.ts";
import { parseArgs } from "@std/cli/parse-args";
import { fromFileUrl } from "@std/path/from-file-url";
import { renderTable } from "../miner/cli/render_table.ts";
import { ROWS } from "./attacks/rows.ts";
import { hardhat } from "./hardhat.ts";

const FOLDER = new URL("../contracts/test/attacks/", import.meta.url);
const PAGE = new URL("../docs/SECURITY.md", import.meta.url);
/** What the tests print: `ATTACK name stopped attacker=wei calm=wei victims=wei`. */
const FIGURES = /^ATTACK (\w+) (stopped|priced) attacker=(-?\d+) calm=(-?\d+) victims=(-?\d+)$/gm;
const BEGIN = "<!-- deno run -A scripts/attacks.ts --write: begin -->";
const END = "<!-- end -->";

/** What came of an attack, in wei. */
export interface Attack {
  /** What the attacker nets: out minus in */
  attacker: string;
  /** What the same accounts net without the attack */
  calm: string;
  /** What the victims net less than without it */
  victims: string;
  /** Whether the tests hold it to no profit and no loss; otherwise they price it */
  stopped: boolean;
  /** What the attacker netted on the contract before, where that knew the attack */
  before?: string;
  beforeVictims?: string;
}

/** Plays the attacks; throws with what the tests printed when one fails. */
export async function playAttacks(): Promise<Record<string, Attack>> {
  const tests: string[] = [];
  for await (const { name } of Deno.readDir(FOLDER)) {
    if (name.endsWith(".t.sol")) tests.push(`test/attacks/${name}`);
  }
  // Tests get DeML by its artifact, and named files bring no others with them.
  const built = await hardhat(["build", "--no-tests"]);
  if (built.code !== 0) throw new Error(built.printed);
  const { code, printed } = await hardhat(["test", "solidity", ...tests.sort()]);
  if (code !== 0) throw new Error(printed);
  const figures = new Map([...printed.matchAll(FIGURES)].map((found) => [String(found[1]), found]));
  const stray = [...figures.keys()].filter((name) => !(name in ROWS));
  if (stray.length > 0) throw new Error(`No row in scripts/attacks/rows.ts: ${stray.join(", ")}`);
  const before = JSON.parse(await Deno.readTextFile(new URL("before.json", FOLDER)));
  return Object.fromEntries(
    Object.keys(ROWS).map((name) => {
      const [, , how, attacker, calm, victims] = figures.get(name) ?? [];
      if (attacker === undefined || calm === undefined || victims === undefined) {
        throw new Error(`No test told of ${name}`);
      }
      const attack = { attacker, calm, victims, stopped: how === "stopped" };
      const then = before[name];
      if (then === undefined) return [name, attack];
      return [name, { ...attack, before: then.attacker, beforeVictims: then.victims }];
    }),
  );
}

/** The table of docs/SECURITY.md. */
export function markdownOf(attacks: Record<string, Attack>): string {
  const rows = rowsOf(attacks);
  const width = zip(HEADINGS, ...rows).map((column) =>
    Math.max(...column.map((cell) => cell.length))
  );
  const line = (cells: string[]) =>
    `| ${
      zip(cells, width).map(([cell, w], at) => at < 3 ? cell.padEnd(w) : cell.padStart(w)).join(
        " | ",
      )
    } |`;
  const rule = width.map((w, at) => at < 3 ? "-".repeat(w) : "-".repeat(w - 1) + ":");
  return [line(HEADINGS), `| ${rule.join(" | ")} |`, ...rows.map(line)].join("\n");
}

/** The block of docs/SECURITY.md that holds the table, its markers left out. */
export async function tableOnPage(): Promise<string> {
  const page = await Deno.readTextFile(PAGE);
  return page.slice(page.indexOf(BEGIN) + BEGIN.length, page.indexOf(END)).trim();
}

const HEADINGS = [
  "",
  "attack",
  "stopped",
  "attacker",
  "honestly",
  "victims",
  "before: attacker",
  "victims",
];

function rowsOf(attacks: Record<string, Attack>): string[][] {
  return Object.entries(attacks).map(([name, attack]) => [
    name,
    ROWS[name] ?? "",
    attack.stopped ? "yes" : BigInt(attack.attacker) > most(attack.calm) ? "no" : "no profit",
    ...[attack.attacker, attack.calm, attack.victims, attack.before, attack.beforeVictims].map(
      ether,
    ),
  ]);
}

/** What is no profit: what the same accounts net without the attack, and nought in any case. */
function most(calm: string): bigint {
  return BigInt(calm) > 0n ? BigInt(calm) : 0n;
}

/** ETH with at most three decimals; nothing where there is no figure. */
function ether(wei: string | undefined): string {
  if (wei === undefined) return "";
  const value = Math.round(Number(wei) / 1e15) / 1e3;
  return value === 0 ? "0" : String(value).replace("-", "−");
}

if (import.meta.main) {
  const { json, write } = parseArgs(Deno.args, { boolean: ["json", "write"] });
  const attacks = await playAttacks().catch((error) => {
    console.error(error.message);
    Deno.exit(1);
  });
  if (write) {
    const page = await Deno.readTextFile(PAGE);
    const [head, tail] = [page.indexOf(BEGIN) + BEGIN.length, page.indexOf(END)];
    await Deno.writeTextFile(
      PAGE,
      `${page.slice(0, head)}\n\n${markdownOf(attacks)}\n\n${page.slice(tail)}`,
    );
    console.log(
      `Wrote the table of ${Object.keys(attacks).length} attacks to ${fromFileUrl(PAGE)}`,
    );
  } else if (json) {
    console.log(JSON.stringify(attacks, undefined, 2));
  } else {
    console.log(
      "ETH. Before: the contract of commit ac11ff3. docs/SECURITY.md says what it means.\n",
    );
    const columns = HEADINGS.map((heading, at) => ({ heading, right: at > 2 }));
    console.log(renderTable(columns, rowsOf(attacks)));
  }
}
