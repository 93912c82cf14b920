/**
 * Every benchmark, one after the other: `deno task bench`.
 *
 * @module
 */
import { runSteps } from "./steps.ts";

await runSteps(
  [
    { title: "Gas of the contract", script: "scripts/bench/gas.ts" },
    { title: "Kernels of the WASM core", script: "scripts/bench/core.ts" },
    { title: "Reading data", script: "scripts/bench/data.ts" },
    { title: "Packed models", script: "scripts/bench/pack.ts" },
    { title: "Evaluation", script: "scripts/bench/eval.ts" },
    { title: "Metrics", script: "scripts/bench/metrics.ts" },
    { title: "The dashboard", script: "tests/dashboard/bench.ts" },
    { title: "What a miner asks its node for", script: "tests/bench/miner.ts" },
    { title: "How costs grow", script: "tests/bench/scale/scale.ts" },
  ].map(({ title, script }) => ({ title, args: ["run", "-A", script] })),
);
