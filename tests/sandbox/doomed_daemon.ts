/**
 * Starts a child, tells its process and folder, and waits to be killed.
 *
 * @module
 */
import { chooseSandbox, type SandboxChoice } from "../../miner/evaluation/host/sandbox.ts";
import { spawnChild } from "../../miner/evaluation/host/spawn.ts";

const sandbox = await chooseSandbox(Deno.args[0] as SandboxChoice);
const { process, folder } = await spawnChild({
  engine: "native",
  sandbox,
  memory: 2e9,
  processor: 60,
});
await process.stdout.getReader().read();
console.log(`${process.pid} ${folder}`);
await new Promise((resolve) => setTimeout(resolve, 60_000));
