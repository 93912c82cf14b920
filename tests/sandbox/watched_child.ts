/**
 * The evaluator child itself, checked just before it reads its input: it reports its permissions at
 * that point, and exits.
 *
 * @module
 */
import { runEvaluatorChild } from "../../miner/evaluation/guest/start.ts";
import type { EngineName } from "../../protocol/spec/spec.ts";

const NAMES = ["run", "net", "write", "env", "sys", "import", "ffi", "read"] as const;

Deno.stdin.readSync = () => {
  const held = NAMES.filter((name) =>
    Deno.permissions.querySync({ name } as Deno.PermissionDescriptor).state === "granted"
  );
  throw new Error(`permitted: ${held.join(", ") || "nothing"}`);
};

await runEvaluatorChild(Deno.args[0] as EngineName);
