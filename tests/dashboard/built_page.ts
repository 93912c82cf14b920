/**
 * The page that the tests use: built if its sources are newer than the last build.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/from-file-url";

const ROOT = fromFileUrl(new URL("../../", import.meta.url));
/** Separate from dashboard/dist, which is for hosts. */
const FOLDER = `${ROOT}build/dashboard-tests`;
/** The page's sources. */
const SOURCES = ["dashboard", "miner", "core-wasm", "protocol", "deno.lock"];

/** Builds the page if necessary, and returns its folder. Of several processes, one builds it. */
export async function builtPage(): Promise<string> {
  await Deno.mkdir(`${ROOT}build`, { recursive: true });
  using turn = await Deno.open(`${ROOT}build/dashboard-tests.lock`, { write: true, create: true });
  await turn.lock(true);
  const built = await changedAt(`${FOLDER}/index.html`);
  const changed = await Promise.all(SOURCES.map((name) => newest(`${ROOT}${name}`)));
  if (built > Math.max(...changed)) return FOLDER;
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "npm:vite@8.3.8", "build", "--logLevel", "warn"],
      ...["--outDir", FOLDER, "--emptyOutDir", "dashboard"],
    ],
    cwd: ROOT,
    env: { NO_COLOR: "1", DENO_TLS_CA_STORE: "system,mozilla" },
  }).output();
  if (code === 0) return FOLDER;
  // The next run must not take half a page for a complete one.
  await Deno.remove(`${FOLDER}/index.html`).catch(() => {});
  const printed = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("");
  throw new Error(`The page does not build:\n${printed.slice(-2_000)}`);
}

async function newest(path: string): Promise<number> {
  const { isDirectory } = await Deno.stat(path);
  if (!isDirectory) return await changedAt(path);
  const inside: Promise<number>[] = [changedAt(path)];
  for await (const { name } of Deno.readDir(path)) {
    if (name === "node_modules" || name === "dist") continue;
    inside.push(newest(`${path}/${name}`));
  }
  return Math.max(...await Promise.all(inside));
}

/** Milliseconds since 1970; 0 if it does not exist. */
async function changedAt(path: string): Promise<number> {
  const found = await Deno.stat(path).catch(() => undefined);
  return found?.mtime?.getTime() ?? 0;
}
