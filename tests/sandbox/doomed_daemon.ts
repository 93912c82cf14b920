/**
 * Starts a child, reports its process and folder, and waits to be killed. The child can be busy
 * with a named deed of misbehaving_child.ts by then.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/from-file-url";
import { encodeHead } from "../../miner/evaluation/wire/frames.ts";
import { chooseSandbox, type SandboxChoice } from "../../miner/evaluation/host/sandbox.ts";
import { spawnChild } from "../../miner/evaluation/host/spawn.ts";

const deed = Deno.args[1];
const sandbox = await chooseSandbox(Deno.args[0] as SandboxChoice);
const { process, folder } = spawnChild({
  engine: "native",
  sandbox,
  memory: 2e9,
  processor: 60,
  module: deed && fromFileUrl(new URL("./misbehaving_child.ts", import.meta.url)),
});
await process.stdout.getReader().read();
if (deed !== undefined) {
  const input = process.stdin.getWriter();
  const body = new TextEncoder().encode(deed);
  await input.write(encodeHead({ type: "evaluate" }, body.length));
  await input.write(body);
}
console.log(`${process.pid} ${folder}`);
await new Promise((resolve) => setTimeout(resolve, 60_000));
