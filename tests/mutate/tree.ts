/**
 * A copy of the tree, in which sources are changed and tests are run.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/from-file-url";

const ROOT = fromFileUrl(new URL("../../", import.meta.url));

/** Characters of a run's output that are kept: its failures stand at the end. */
const MOST_SAID = 100_000;

/** How a run ended. */
export interface Outcome {
  passed: boolean;
  late: boolean;
  seconds: number;
  /** The end of what it printed */
  said: string;
}

/** A copy that may be damaged. */
export interface Tree {
  root: string;
  read(file: string): Promise<string>;
  write(file: string, text: string): Promise<void>;
  /** Runs a program of Deno's; `late` when it was ended after so many seconds. */
  deno(
    args: string[],
    seconds: number,
  ): Promise<Outcome>;
  remove(): Promise<void>;
}

/** Copies what git knows or would take, and links packages. */
export async function copyTree(): Promise<Tree> {
  const root = `${await Deno.makeTempDir({ prefix: "deml-mutants-" })}/`;
  const { stdout } = await new Deno.Command("git", {
    args: ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    cwd: ROOT,
  }).output();
  const files = new TextDecoder().decode(stdout).split("\0").filter((file) => file !== "");
  for (const file of files) {
    const to = `${root}${file}`;
    await Deno.mkdir(to.slice(0, to.lastIndexOf("/")), { recursive: true });
    await Deno.copyFile(`${ROOT}${file}`, to).catch(unlessGone);
  }
  for (const folder of ["", "contracts/", "dashboard/"]) {
    const packages = `${ROOT}${folder}node_modules`;
    const found = await Deno.stat(packages).then(() => true, () => false);
    if (found) await link(packages, `${root}${folder}node_modules`);
  }
  return {
    root,
    read: (file) => Deno.readTextFile(`${root}${file}`),
    write: (file, text) => Deno.writeTextFile(`${root}${file}`, text),
    deno: (args, seconds) => run(root, args, seconds),
    remove: () => Deno.remove(root, { recursive: true }),
  };
}

/** File by file: the box shows a child what lies in the tree, and a link out of it leads nowhere there. */
async function link(from: string, to: string): Promise<void> {
  const { success } = await new Deno.Command("cp", {
    args: ["-al", from, to],
    stderr: "null",
  }).output();
  if (success) return;
  // On another disk, or another system.
  await Deno.remove(to, { recursive: true }).catch(unlessGone);
  await Deno.symlink(from, to);
}

async function run(cwd: string, args: string[], most: number): Promise<Outcome> {
  const started = performance.now();
  const process = new Deno.Command(Deno.execPath(), {
    args,
    cwd,
    stdin: "null",
    stdout: "piped",
    stderr: "null",
    env: { NO_COLOR: "1", RUST_BACKTRACE: "0" },
    // A group of its own: what a test has started ends with it.
    detached: true,
  }).spawn();
  let late = false;
  const end = () => {
    try {
      Deno.kill(-process.pid, "SIGKILL");
    } catch {
      // All of it has ended.
    }
  };
  const patience = setTimeout(() => {
    late = true;
    end();
  }, 1_000 * most);
  const printed = lastOf(process.stdout);
  const { success } = await process.status;
  clearTimeout(patience);
  end();
  const seconds = (performance.now() - started) / 1_000;
  return { passed: success && !late, late, seconds, said: await printed };
}

async function lastOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const part of stream) {
    text = (text + decoder.decode(part, { stream: true })).slice(-MOST_SAID);
  }
  return text;
}

function unlessGone(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
