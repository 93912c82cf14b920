import { globSync } from "node:fs";
import { createRequire } from "node:module";
import process from "node:process";
import { defineConfig } from "hardhat/config";

const require = createRequire(import.meta.url);

// Hardhat extends this hook to tell why a call reverted, and takes it for granted; Deno leaves it unset.
const hook = Error as { prepareStackTrace?: (error: Error, frames: unknown[]) => string };
hook.prepareStackTrace ??= (error, frames) => [String(error), ...frames].join("\n    at ");

const compiler = {
  version: "0.8.30",
  // The compiler as WebAssembly from npm: Hardhat's own download is not needed.
  path: require.resolve("solc/soljson.js"),
};

const quick = { ...compiler, settings: { optimizer: { enabled: true, runs: 200 } } };
/**
 * Tests get DeML by its artifact, so what they are made of themselves matters to nobody: without the
 * intermediate representation they compile five times as fast. The invariants' handler needs it.
 */
const tests = globSync("test/*.t.sol", { cwd: import.meta.dirname });

/** `DEML_RUNS=256 DEML_DEPTH=300 DEML_SEED=0x5eed` look longer, and elsewhere. */
const { DEML_RUNS = "24", DEML_DEPTH = "100", DEML_SEED } = process.env;

export default defineConfig({
  paths: { sources: ["./src", "./bench"], tests: { solidity: "./test" } },
  solidity: {
    compilers: [{
      ...compiler,
      settings: { viaIR: true, optimizer: { enabled: true, runs: 200 } },
    }],
    overrides: {
      // The yardstick of the gas benchmark, compiled as the original was.
      "bench/OriginalDeML.sol": quick,
      ...Object.fromEntries(tests.map((path) => [path, quick])),
    },
  },
  test: {
    solidity: {
      ...(DEML_SEED === undefined ? {} : { fuzz: { seed: DEML_SEED } }),
      invariant: {
        runs: Number(DEML_RUNS),
        depth: Number(DEML_DEPTH),
        // A move knows whether it is allowed: what reverts in the handler breaks an invariant.
        failOnRevert: true,
      },
    },
  },
  networks: {
    node: { type: "edr-simulated", chainId: 31337, chainType: "l1", mining: { auto: true } },
  },
});
