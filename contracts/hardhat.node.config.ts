/**
 * A local chain as tests and the demo start it. Of itself, Hardhat's node would read what the
 * compiler answered about every contract, 30 MB, to explain reverts to whoever reads its log.
 *
 * @module
 */
import { defineConfig } from "hardhat/config";
import base from "./hardhat.config.ts";

export default defineConfig({
  ...base,
  paths: { ...base.paths, artifacts: "./cache/node" },
});
