/**
 * Writes the hostile submissions to tests/fixtures/hostile, with what must be found about each.
 * The tests compare: the existing files are what this writes.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/from-file-url";
import { CASES } from "./cases.ts";

/** Where the fixtures are. */
export const FOLDER = fromFileUrl(new URL("../fixtures/hostile/", import.meta.url));

/** What is expected of a fixture. */
export interface Expectation {
  /** VALID, or the rule that is broken */
  verdict: string;
  says?: string;
  runs?: boolean;
  limits?: Record<string, number>;
}

/** What is expected of each, by its name. */
export function manifest(): Record<string, Expectation> {
  return Object.fromEntries(
    CASES.map(({ name, rule, says, runs, limits }) => [name, {
      verdict: rule ?? "VALID",
      ...(says && { says }),
      ...(runs && { runs }),
      ...(limits && { limits }),
    }]),
  );
}

if (import.meta.main) {
  await Deno.remove(FOLDER, { recursive: true }).catch(() => {});
  await Deno.mkdir(FOLDER, { recursive: true });
  for (const { name, bytes } of CASES) await Deno.writeFile(`${FOLDER}${name}.deml`, bytes());
  await Deno.writeTextFile(`${FOLDER}manifest.json`, `${JSON.stringify(manifest(), null, 2)}\n`);
  console.log(`${CASES.length} hostile submissions in ${FOLDER}`);
}
