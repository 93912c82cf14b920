/**
 * The one gate, `deno task ok`: format, lint, types, words, the contract's lint, generated files
 * and gas as recorded, tests. `deno task check` skips the tests.
 *
 * @module
 */
import { runSteps } from "./steps.ts";
import { typeCheck } from "./typed.ts";

const SOLHINT = ["run", "-A", "npm:solhint@6.2.4", "--disc", "--noPoster", "--max-warnings", "0"];

await runSteps([
  { title: "Format", args: ["fmt", "--check", "--quiet"] },
  { title: "Lint", args: ["lint", "--quiet"] },
  { title: "Types", args: await typeCheck() },
  { title: "Words", args: ["run", "-A", "scripts/check_words.ts"] },
  {
    title: "Lint of the contract",
    args: [...SOLHINT, "--config", "contracts/.solhintrc.yml", "contracts/src/*.sol"],
  },
  {
    title: "NatSpec of the interfaces",
    args: [
      ...SOLHINT,
      "--config",
      "contracts/.solhint.interfaces.yml",
      "contracts/src/IDeML*.sol",
    ],
  },
  { title: "WASM core is up to date", args: ["run", "-A", "scripts/build_core.ts", "--check"] },
  { title: "ONNX's code is up to date", args: ["run", "-A", "scripts/build_onnx.ts", "--check"] },
  {
    title: "The spec's JSON Schema is up to date",
    args: ["run", "-A", "scripts/build_schema.ts", "--check"],
  },
  { title: "The manual is up to date", args: ["run", "-A", "scripts/build_man.ts", "--check"] },
  {
    title: "ABI and bytecode are up to date",
    args: ["run", "-A", "scripts/build_contracts.ts", "--check"],
  },
  {
    title: "Gas is as recorded",
    args: ["run", "-A", "scripts/bench/gas.ts", "--check"],
  },
  ...Deno.args.includes("--no-tests")
    ? []
    : [{ title: "Tests", args: ["run", "-A", "tests/run.ts"] }],
]);
