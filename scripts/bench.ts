/**
 * Every benchmark, one after the other: `deno task bench`.
 *
 * @module
 */
import { runSteps } from "./steps.ts";

await runSteps(
  [
    { title: "Gas of the contract", script: "gas" },
    { title: "Kernels of the WASM core", script: "core" },
    { title: "Packed models", script: "pack" },
    { title: "Evaluation", script: "eval" },
    { title: "The dashboard", script: "dashboard" },
    { title: "What a miner asks of its node", script: "miner" },
  ].map(({ title, script }) => ({ title, args: ["run", "-A", `scripts/bench/${script}.ts`] })),
);
