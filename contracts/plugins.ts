/**
 * How Hardhat compiles here: what has the same settings together, and nothing twice.
 *
 * @module
 */
// deno-lint-ignore-file no-explicit-any -- as wide as Hardhat's own types
import { fileURLToPath } from "node:url";

const SOLC = fileURLToPath(new URL("./solc.ts", import.meta.url));

const hooks = (handlers: Record<string, (...all: any[]) => Promise<any>>) => () =>
  Promise.resolve({ default: () => Promise.resolve(handlers as any) });

/**
 * Hardhat compiles together what has the same settings, which it compares by reference. Of itself,
 * it would compile every overridden file alone, and what all tests import as often as there are
 * tests.
 */
export const together = {
  id: "overrides-together",
  hookHandlers: {
    config: hooks({
      async resolveUserConfig(user: any, variables: any, next: any) {
        const config = await next(user, variables);
        for (const { overrides } of Object.values<any>(config.solidity.profiles)) {
          const known = new Map<string, unknown>();
          for (const [file, compiler] of Object.entries(overrides)) {
            const key = JSON.stringify(compiler);
            known.set(key, known.get(key) ?? compiler);
            overrides[file] = known.get(key);
          }
        }
        return config;
      },
    }),
  },
};

/** Compiles with solc.ts, which keeps what the compiler answered. */
export const compileOnce = {
  id: "compile-once",
  hookHandlers: {
    solidity: hooks({
      async invokeSolc(_context: any, _compiler: any, input: any) {
        const child = new Deno.Command(Deno.execPath(), {
          args: ["run", "-A", SOLC, "--standard-json"],
          stdin: "piped",
          stdout: "piped",
        }).spawn();
        const writer = child.stdin.getWriter();
        const [{ code, stdout }] = await Promise.all([
          child.output(),
          writer.write(new TextEncoder().encode(JSON.stringify(input))).then(() => writer.close()),
        ]);
        if (code !== 0) throw new Error(`The compiler exited with code ${code}`);
        return JSON.parse(new TextDecoder().decode(stdout));
      },
    }),
  },
};
