/**
 * Builds the dashboard into static files, which any host serves from any path.
 *
 * @module
 */
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

/**
 * Puts the style sheets after the skeleton of index.html: a browser paints nothing that follows a
 * style sheet until that has arrived, and on a slow network that is seconds.
 */
const skeletonFirst: Plugin = {
  name: "skeleton-first",
  transformIndexHtml: {
    order: "post",
    handler(html) {
      const sheets = html.match(/^ *<link rel="stylesheet".*>\n/gm) ?? [];
      const rest = sheets.reduce((text, sheet) => text.replace(sheet, ""), html);
      return rest.replace("    <noscript>", `${sheets.join("")}    <noscript>`);
    },
  },
};

export default defineConfig({
  // Below an IPFS gateway's path as well as at a host's root.
  base: "./",
  plugins: [react(), skeletonFirst],
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
