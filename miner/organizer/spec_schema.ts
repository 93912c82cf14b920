/**
 * The spec as a JSON Schema, for editors: made of the one schema that checks specs.
 *
 * @module
 */
import { z } from "../../protocol/text/zod.ts";
import { SPEC_SCHEMA } from "../../protocol/spec/spec.ts";

/** Where docs/ publishes it. */
export const SCHEMA_FILE = "docs/competition.schema.json";

/** The JSON Schema, draft 2020-12. */
export function specSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(SPEC_SCHEMA, { io: "input" });
  return { $schema, title: "DeML competition", ...rest };
}
