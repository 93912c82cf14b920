/**
 * What `deno task test` runs as one process each, so that they can run at the same time: a file of
 * tests/, a folder of tests beside their sources. Files change their process's environment and
 * working folder, so they cannot share one at the same time.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/from-file-url";

/** Tests of one process. */
export interface Lot {
  title: string;
  /** Arguments of `deno test` */
  paths: string[];
  /** The step whose result it uses */
  after?: "binary" | "solidity";
}

const ROOT = fromFileUrl(new URL("../", import.meta.url));
/** Named one by one: of itself, `deno test` would also run every file called test.ts. */
const FOLDERS = ["core-wasm", "dashboard", "miner", "protocol", "scripts"];
/**
 * Those that take longest, most of it waiting for chains, miners and browsers: whatever starts last
 * should be short. Every other file follows.
 */
const FIRST = [
  "dashboard/hint_test.ts",
  "dashboard/wallet_connect_test.ts",
  "dashboard/wallets_test.ts",
  "dashboard/pending_test.ts",
  "reference/differential_test.ts",
  "faults/cases_test.ts",
  "binary/kill_test.ts",
  "dashboard/submit_test.ts",
  "dashboard/metric_test.ts",
  "dashboard/names_test.ts",
  "dashboard/data_page_test.ts",
  "attacks/quorum_test.ts",
  "dashboard/frame_test.ts",
  "dashboard/addresses_test.ts",
  "dashboard/overview_test.ts",
  "dashboard/axe_test.ts",
  "dashboard/values_test.ts",
  "dashboard/rules_test.ts",
  "attacks/abstain_test.ts",
  "cli_test.ts",
  "dashboard/firefox_test.ts",
  "dashboard/sealed_test.ts",
  "verify_test.ts",
  "verify_cli_test.ts",
  "dashboard/judged_here_test.ts",
  "dashboard/reading_test.ts",
  "dashboard/lies_test.ts",
  "dashboard/parts_test.ts",
  "dashboard/open_test.ts",
  "dashboard/create_test.ts",
  "binary/reproducible_test.ts",
  "duties_test.ts",
  "mine_cli_test.ts",
  "regression_chain_test.ts",
  "metrics_cli_test.ts",
  "deploy_test.ts",
  "sealed/sealed_test.ts",
  "sealed/claims_test.ts",
  "dashboard/claims_test.ts",
  "reference/exits_test.ts",
].map((name) => `tests/${name}`);

/** Hardhat again, in the same folder. */
const LAST = "tests/attacks_test.ts";

/** All tests, longest first. */
export async function everyLot(): Promise<Lot[]> {
  const files = (await testFiles("tests")).sort();
  const named = [...FIRST, LAST];
  const missing = named.filter((path) => !files.includes(path));
  if (missing.length > 0) throw new Error(`tests/lots.ts names ${missing.join(", ")}`);
  const alone = [...FIRST, ...files.filter((path) => !named.includes(path))];
  return [
    ...alone.map((path) => lot(path)),
    ...(await Promise.all(FOLDERS.map(inFolder))).flat(),
    // Examples in what the tests share.
    lot("tests", files),
    { ...lot(LAST), after: "solidity" },
  ];
}

function lot(title: string, ignored: string[] = []): Lot {
  const ignore = ignored.length > 0 ? ["--permit-no-files", `--ignore=${ignored.join(",")}`] : [];
  const after = title.startsWith("tests/binary/") ? "binary" : undefined;
  return { title, paths: [title, ...ignore], after };
}

/** The folders in a folder, and what is beside them. */
async function inFolder(folder: string): Promise<Lot[]> {
  const inside: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(`${ROOT}${folder}`)) {
    if (isDirectory && !FOREIGN.includes(name)) inside.push(`${folder}/${name}`);
  }
  const tested = await Promise.all(
    inside.sort().map(async (path) => (await testFiles(path)).length > 0 ? [path] : []),
  );
  return [...tested.flat().map((path) => lot(path)), lot(folder, tested.flat())];
}

/** Folders of others. */
const FOREIGN = ["node_modules", "dist"];

async function testFiles(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(`${ROOT}${folder}`)) {
    if (FOREIGN.includes(name)) continue;
    if (isDirectory) found.push(...await testFiles(`${folder}/${name}`));
    else if (name.endsWith("_test.ts")) found.push(`${folder}/${name}`);
  }
  return found;
}
