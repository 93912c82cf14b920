/**
 * Writes the JSON Schema of a spec, for editors, to docs/. `--check` compares instead of writing.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/from-file-url";
import { SCHEMA_FILE, specSchema } from "../miner/organizer/spec_schema.ts";
import { finish } from "./generated.ts";

const root = fromFileUrl(new URL("../", import.meta.url));
await finish(`${root}${SCHEMA_FILE}`, `${JSON.stringify(specSchema(), null, 2)}\n`);
