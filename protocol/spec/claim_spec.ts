/**
 * How claimed scores are computed. Separate from spec.ts, like part.ts.
 *
 * @module
 */
import type { CompetitionSpec } from "./spec.ts";

/**
 * The spec by which claims are computed and checked: with the engine that gives everybody the same
 * bits. Both engines have the version that a spec fixes for one.
 */
export function claimSpecOf(spec: CompetitionSpec): CompetitionSpec {
  return { ...spec, engine: { ...spec.engine, name: "wasm" } };
}
