/**
 * The tests: `deno task test` runs all, `deno task test PATH…` those of some files.
 *
 * @module
 */
import { runSteps } from "./steps.ts";

const only = Deno.args;
// Named one by one: of itself, `deno test` would also run every file called test.ts.
const folders = ["core-wasm", "dashboard", "miner", "tests"];
const tests = {
  title: "Unit and end-to-end tests",
  args: ["test", "-A", "--quiet", ...(only.length > 0 ? only : folders)],
};
await runSteps(
  only.length > 0 ? [tests] : [
    { title: "Binary", args: ["run", "-A", "scripts/compile.ts"] },
    { title: "Solidity tests", args: ["run", "-A", "scripts/hardhat.ts", "test", "solidity"] },
    tests,
  ],
);
