/**
 * The contracts as `deno task coverage` builds them: in addition to Hardhat's statements, their
 * branches report that they were taken. Separate from other builds.
 *
 * @module
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { defineConfig } from "hardhat/config";
import { type Branch, LIBRARY, LIBRARY_SOURCE, wrapConditions } from "./coverage_branches.ts";
import base from "./hardhat.config.ts";

const compiler = createRequire(import.meta.url)("solc");
const folder = new URL("./coverage/", import.meta.url);
const files = new Map<string, { source: string; branches: Branch[] }>();

const branches = {
  id: "branch-coverage",
  hookHandlers: {
    solidity: () =>
      Promise.resolve({
        default: () =>
          Promise.resolve({
            // deno-lint-ignore no-explicit-any
            async preprocessProjectFileBeforeBuilding(...all: any[]) {
              const [context, name, path, original, version, next] = all;
              const source: string = await next(context, name, path, original, version);
              const file = /\/(src\/\w+\.sol)$/.exec(path)?.[1];
              if (file === undefined) return source;
              let known = files.get(file);
              if (known === undefined) {
                const first = [...files.values()].flatMap((each) => each.branches).length;
                known = wrapConditions(compiler, { source, original, file, first });
                files.set(file, known);
                mkdirSync(folder, { recursive: true });
                writeFileSync(
                  new URL("branches.json", folder),
                  JSON.stringify([...files.values()].flatMap((each) => each.branches)),
                );
              }
              return known.source;
            },
            // deno-lint-ignore no-explicit-any
            async preprocessSolcInputBeforeBuilding(context: any, input: any, next: any) {
              input.sources[LIBRARY] = { content: LIBRARY_SOURCE };
              return await next(context, input);
            },
          }),
      }),
  },
};

/** Nothing is inlined: with what coverage adds, long functions would not fit the stack. */
const { compilers, ...solidity } = base.solidity as unknown as {
  compilers: { settings: Record<string, unknown> }[];
};
const settings = {
  viaIR: true,
  optimizer: {
    enabled: true,
    runs: 1,
    details: {
      inliner: false,
      yul: true,
      yulDetails: { stackAllocation: true, optimizerSteps: "u" },
    },
  },
};

export default defineConfig({
  ...base,
  solidity: { ...solidity, compilers: compilers.map((each) => ({ ...each, settings })) } as never,
  plugins: [...base.plugins ?? [], branches],
  coverage: { skipFiles: ["bench/**"] },
  paths: { ...base.paths, artifacts: "./coverage/artifacts", cache: "./coverage/cache" },
});
