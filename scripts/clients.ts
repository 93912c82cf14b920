/**
 * `deno task test:clients`: whole competitions on anvil, and on go-ethereum, which Go builds once:
 * by real miners, and by commands alone, with the data on Kubo.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/from-file-url";
import { kuboBinary } from "./interop/kubo_binary.ts";
import { runSteps } from "./steps.ts";

const VERSION = "v1.17.10";
const FOLDER = fromFileUrl(new URL(`../build/geth-${VERSION}`, import.meta.url));

const geth = await gethBinary();
if (geth === undefined) {
  console.log("Skipped, since Go is not installed: go-ethereum");
}
const kubo = await kuboBinary();
const env = { ...(geth && { DEML_GETH: geth }), ...(kubo && { DEML_KUBO: kubo }) };
await runSteps([
  {
    title: "A competition on each client, in its own time: a quarter of an hour",
    args: ["test", "-A", "--quiet", "tests/clients/clients.ts"],
    env,
  },
  {
    title: "A competition by commands alone: a minute on anvil, half an hour on geth",
    args: ["test", "-A", "--quiet", "tests/clients/terminal.ts"],
    env,
  },
]);

/** The binary of this version, built if it is missing; undefined without Go. */
async function gethBinary(): Promise<string | undefined> {
  const binary = `${FOLDER}/geth`;
  try {
    await Deno.stat(binary);
    return binary;
  } catch {
    console.log(`── Building go-ethereum ${VERSION}, once: this takes some minutes`);
  }
  try {
    const { success } = await new Deno.Command("go", {
      args: ["install", `github.com/ethereum/go-ethereum/cmd/geth@${VERSION}`],
      env: { GOBIN: FOLDER },
      stdout: "inherit",
      stderr: "inherit",
    }).output();
    if (success) return binary;
    console.error("── go-ethereum does not build: see Go's output above");
    Deno.exit(1);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
