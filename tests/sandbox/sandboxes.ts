/**
 * What these tests can try on this machine; what it cannot is said, and the reason.
 *
 * @module
 */
import { ENGINES } from "../../miner/evaluation/engine/engine.ts";
import type { EngineName } from "../../protocol/spec/spec.ts";
import { chooseSandbox, type Sandbox } from "../../miner/evaluation/host/sandbox.ts";

const found = await chooseSandbox("auto");
const OFF: Sandbox = { kind: "off", because: "by choice" };
if (found.kind === "off") console.warn(`Without bubblewrap: ${found.because}`);

/** The sandboxes of this machine. */
export const SANDBOXES: Sandbox[] = found.kind === "bwrap" ? [found, OFF] : [OFF];

/** Every engine in every sandbox. */
export const SETUPS: { engine: EngineName; sandbox: Sandbox }[] = ENGINES.flatMap((engine) =>
  SANDBOXES.map((sandbox) => ({ engine, sandbox }))
);
