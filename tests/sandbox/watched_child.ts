/**
 * The evaluator child itself, looked at when it is about to read what it is told: it says what it is
 * permitted by then, and ends.
 *
 * @module
 */
import { runEvaluatorChild } from "../../miner/evaluation/guest/child.ts";
import type { EngineName } from "../../protocol/spec/spec.ts";

const NAMES = ["run", "net", "write", "env", "sys", "import", "ffi", "read"] as const;

Deno.stdin.readSync = () => {
  const held = NAMES.filter((name) =>
    Deno.permissions.querySync({ name } as Deno.PermissionDescriptor).state === "granted"
  );
  throw new Error(`permitted: ${held.join(", ") || "nothing"}`);
};

await runEvaluatorChild(Deno.args[0] as EngineName);
