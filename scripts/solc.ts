/**
 * The pinned Solidity compiler, WebAssembly from npm, for any user of its standard JSON: a library
 * here, and a stand-in for the `solc` program on the command line, as Slither needs one.
 *
 *     deno run -A scripts/solc.ts --standard-json < input.json > output.json
 *     deno run -A scripts/solc.ts --version
 *
 * @module
 */
import { createRequire } from "node:module";

/** The compiler's input, named as in its documentation. */
export interface StandardInput {
  language: string;
  sources: Record<string, { content: string }>;
  settings: Record<string, unknown>;
}

interface Compiler {
  compile(input: string): string;
  version(): string;
}

function loadCompiler(): Compiler {
  const require = createRequire(new URL("../contracts/package.json", import.meta.url));
  return require("solc/wrapper")(require("solc/soljson.js"));
}

/** Compiles a standard JSON input, with errors included in its output. */
// deno-lint-ignore no-explicit-any -- the compiler's own format, as wide as its documentation
export function compile(input: StandardInput): any {
  return JSON.parse(loadCompiler().compile(JSON.stringify(input)));
}

if (import.meta.main) {
  if (Deno.args.includes("--version")) {
    console.log(
      `solc, the solidity compiler commandline interface\nVersion: ${
        loadCompiler().version().replace(".Emscripten.clang", ".Linux.g++")
      }`,
    );
  } else if (Deno.args.includes("--standard-json")) {
    const input = await new Response(Deno.stdin.readable).text();
    console.log(loadCompiler().compile(input));
  } else {
    console.error("This compiler takes --standard-json or --version");
    Deno.exit(2);
  }
}
