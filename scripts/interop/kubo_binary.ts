/**
 * Kubo, the IPFS node, built once from the Go module proxy, in its own module, and kept by its
 * version: a build takes some minutes.
 *
 * @module
 */

/** The newest version that builds from the module proxy alone. */
const VERSION = "0.42.0";
const SOURCE = "github.com/ipfs/kubo/cmd/ipfs";

/**
 * The path of the program.
 *
 * `DEML_KUBO` names another one; otherwise it is in `deml/kubo-VERSION` of the cache folder.
 *
 * @returns Undefined if it is not built and Go is missing
 */
export async function kuboBinary(): Promise<string | undefined> {
  const given = Deno.env.get("DEML_KUBO");
  if (given) return given;
  const cache = Deno.env.get("XDG_CACHE_HOME") || `${Deno.env.get("HOME") ?? "."}/.cache`;
  const folder = `${cache}/deml/kubo-${VERSION}`;
  const binary = `${folder}/ipfs`;
  if (await Deno.stat(binary).then(() => true, () => false)) return binary;
  if (!await hasGo()) return undefined;
  console.log(`── Building Kubo ${VERSION}, once: this takes some minutes`);
  const module = await Deno.makeTempDir({ prefix: "deml-kubo-" });
  try {
    await go(module, "mod", "init", "kubo");
    await go(module, "get", "-tool", `${SOURCE}@v${VERSION}`);
    await Deno.mkdir(folder, { recursive: true });
    await go(module, "build", "-o", `${binary}.new`, SOURCE);
    await Deno.rename(`${binary}.new`, binary);
  } finally {
    await Deno.remove(module, { recursive: true });
  }
  return binary;
}

async function hasGo(): Promise<boolean> {
  try {
    return (await new Deno.Command("go", { args: ["version"] }).output()).success;
  } catch {
    return false;
  }
}

async function go(cwd: string, ...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("go", { args, cwd, stderr: "piped" }).output();
  if (success) return;
  const reason = new TextDecoder().decode(stderr).trim().slice(-1_000);
  throw new Error(`Kubo does not build, at \`go ${args.join(" ")}\`: ${reason}`);
}

// Alone, it builds: `.ci/run` does so in the background.
if (import.meta.main) await kuboBinary();
