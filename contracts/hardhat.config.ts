import { createRequire } from "node:module";
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

export default defineConfig({
  paths: { sources: ["./src", "./bench"], tests: { solidity: "./test" } },
  solidity: {
    compilers: [{
      ...compiler,
      settings: { viaIR: true, optimizer: { enabled: true, runs: 200 } },
    }],
    overrides: {
      // The yardstick of the gas benchmark, compiled as the original was.
      "bench/OriginalDeML.sol": {
        ...compiler,
        settings: { optimizer: { enabled: true, runs: 200 } },
      },
    },
  },
  networks: {
    node: { type: "edr-simulated", chainId: 31337, chainType: "l1", mining: { auto: true } },
  },
});
