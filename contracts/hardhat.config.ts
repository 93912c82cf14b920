import { globSync, writeSync } from "node:fs";
import fsPromises from "node:fs/promises";
import { createRequire } from "node:module";
import process from "node:process";
import { Writable } from "node:stream";
import { defineConfig } from "hardhat/config";
import { compileOnce, together } from "./plugins.ts";

const require = createRequire(import.meta.url);

// Hardhat extends this hook to explain reverts, and assumes that it is set; Deno leaves it unset.
const hook = Error as { prepareStackTrace?: (error: Error, frames: unknown[]) => string };
hook.prepareStackTrace ??= (error, frames) => [String(error), ...frames].join("\n    at ");

// Hardhat streams what it compiled into files. Deno's stream to a file handle occasionally writes
// the pieces in another order, so here each is written before the next is read.
const { open } = fsPromises;
fsPromises.open = async (path, ...rest) => {
  const handle = await open(path, ...rest);
  if (rest[0] !== "w") return handle;
  const write = (chunk: Uint8Array, _encoding: string, done: (error?: Error) => void) => {
    for (let at = 0; at < chunk.length;) at += writeSync(handle.fd, chunk, at);
    done();
  };
  return Object.assign(handle, { createWriteStream: () => new Writable({ write }) });
};

const compiler = {
  version: "0.8.30",
  // The compiler as WebAssembly from npm: Hardhat's own download is not needed.
  path: require.resolve("solc/soljson.js"),
};

const quick = { ...compiler, settings: { optimizer: { enabled: true, runs: 200 } } };
/**
 * Tests get DeML by its artifact, so their own code need not be optimal: without the intermediate
 * representation they compile five times as fast.
 */
const tests = globSync("test/**/*.sol", { cwd: import.meta.dirname });

/**
 * The same every time; `DEML_RUNS=256 DEML_DEPTH=300 DEML_SEED=0x1234` search longer, and
 * elsewhere.
 */
const { DEML_RUNS = "24", DEML_DEPTH = "100", DEML_SEED = "0x5eed" } = process.env;

export default defineConfig({
  plugins: [together, compileOnce],
  paths: { sources: ["./src", "./bench"], tests: { solidity: "./test" } },
  solidity: {
    compilers: [{
      ...compiler,
      settings: {
        viaIR: true,
        optimizer: { enabled: true, runs: 10_000 },
        outputSelection: { "*": { "*": ["metadata"] } },
      },
    }],
    overrides: {
      // The yardstick of the gas benchmark, compiled as the original was.
      "bench/OriginalDeML.sol": quick,
      ...Object.fromEntries(tests.map((path) => [path, quick])),
    },
  },
  test: {
    solidity: {
      fuzz: { seed: DEML_SEED },
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
