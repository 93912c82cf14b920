/**
 * The start of the evaluator child: it loads its engine, drops every permission, and only then
 * reads untrusted data.
 *
 * @module
 */
import type { EngineName } from "../../../protocol/spec/spec.ts";
import { openEngine } from "../engine/open_engine.ts";
import { ENGINE_NEEDS, giveUpPermissions } from "./permissions.ts";

/**
 * Serves until stdin ends.
 *
 * @param name Which engine to load
 */
export async function runEvaluatorChild(name: EngineName): Promise<void> {
  giveUpPermissions(ENGINE_NEEDS[name]);
  // The engine's files are copied and compiled elsewhere while this thread loads the rest.
  const opening = openEngine(name);
  const [{ loadCore }, { serveRequests }] = await Promise.all([
    import("../../../core-wasm/mod.ts"),
    import("./child.ts"),
  ]);
  const core = loadCore();
  const engine = await opening;
  const granted = giveUpPermissions();
  if (granted.length > 0) throw new Error(`Still permitted: ${granted.join(", ")}`);
  await serveRequests(engine, core, granted);
}
