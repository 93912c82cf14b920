/**
 * Builds the dashboard into static files, which any host serves from any path.
 *
 * @module
 */
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  // Below an IPFS gateway's path as well as at a host's root.
  base: "./",
  plugins: [react()],
  resolve: {
    alias: [
      // The names that deno.json gives to the modules of deno-std.
      { find: /^@std\/([^/]+)\/(.+)$/, replacement: "deno-std/$1/$2.js" },
    ],
    dedupe: ["react", "react-dom", "viem", "zod"],
  },
  worker: { format: "es" },
  build: {
    target: "es2022",
    // Small assets stay files: a page without `data:` scripts needs no exception in its policy.
    assetsInlineLimit: 0,
    // The engine's module, loaded when somebody runs a model, is larger than any page.
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      output: {
        // What fetches a spec is needed at once: in one file it compresses better than in seven.
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [{
            name: "ipfs",
            test:
              /miner\/ipfs\/(address|cid|fetch|fetch_block|limits|race|read_bounded|redirect|request_block)\.ts$/,
          }],
        },
      },
    },
  },
});
