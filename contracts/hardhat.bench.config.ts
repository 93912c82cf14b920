/**
 * The chain on which the original contract is measured: it needs more gas in one transaction than
 * any chain allows, and its cost must be known anyway.
 *
 * @module
 */
import { defineConfig } from "hardhat/config";
import base from "./hardhat.node.config.ts";

export default defineConfig({
  ...base,
  networks: {
    node: {
      type: "edr-simulated",
      chainId: 31337,
      chainType: "l1",
      mining: { auto: true },
      blockGasLimit: 1_000_000_000n,
      transactionGasCap: false,
    },
  },
});
