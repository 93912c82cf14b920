/**
 * The flags that say how models are evaluated.
 *
 * @module
 */
import { ENGINES } from "../evaluation/engine/engine.ts";
import type { EvaluatorOptions } from "../evaluation/host/evaluator.ts";
import { SANDBOX_CHOICES } from "../evaluation/host/sandbox.ts";
import { type Invocation, type Option, usage } from "./command.ts";

/** Engine, sandbox and limits; each command says what their defaults are. */
export const EVALUATOR_OPTIONS: Option[] = [
  {
    name: "engine",
    value: "NAME",
    help: "native, or wasm (no native code, the same bits everywhere); the default is the spec's",
  },
  {
    name: "sandbox",
    value: "KIND",
    help: "auto: bubblewrap where it works; bwrap: insist on it; off",
    default: "auto",
  },
  {
    name: "jobs",
    value: "N",
    help: "Models evaluated at once; the default is one per core",
  },
  {
    name: "memory",
    value: "MB",
    help: "Memory for each evaluation; the default depends on data and spec",
  },
  {
    name: "time-limit",
    value: "SECONDS",
    help: "Kill an evaluation after this; the default depends on the spec's limits",
  },
];

/** For judging with a stake: `deml mine`. */
export const NO_CROSS_CHECK_OPTION: Option = {
  name: "no-cross-check",
  help:
    "Judge by native alone: half the work, and stakes at risk where processors round differently",
};

/** Deno itself needs this much before it evaluates anything, in MB: `memoryLimit` explains why. */
const LEAST_MEMORY = 1_024;

/** Reads these flags. */
export function evaluatorOptions(invocation: Invocation): EvaluatorOptions {
  const memory = invocation.integer("memory", { min: LEAST_MEMORY, max: 1_000_000 });
  const seconds = invocation.integer("time-limit", { min: 1, max: 86_400 });
  return {
    engine: choice(invocation, "engine", ENGINES),
    sandbox: choice(invocation, "sandbox", SANDBOX_CHOICES),
    width: invocation.integer("jobs", { min: 1, max: 8 }),
    memory: memory && 1e6 * memory,
    within: seconds && 1_000 * seconds,
    signal: invocation.signal,
  };
}

function choice<T extends string>(
  invocation: Invocation,
  name: string,
  allowed: readonly T[],
): T | undefined {
  const text = invocation.text(name);
  if (text === undefined || allowed.includes(text as T)) return text as T | undefined;
  throw usage(invocation.command, `--${name} takes ${allowed.join(" or ")}, not "${text}"`);
}
