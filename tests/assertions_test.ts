/**
 * Non-null assertions in what is shipped: each says what no type shows. Those that remain are reads of
 * typed arrays in loops that are hot, where the index is in range by the loop itself.
 */
import { assert } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";

/** It only falls. */
const CEILING = 115;

const ROOT = fromFileUrl(new URL("../", import.meta.url));
const FOLDERS = ["protocol", "miner", "dashboard/src", "core-wasm", "scripts"];
/** The kernels' test suite. */
const SUITE = /\/core-wasm\/suite\/|_test\.tsx?$/;

Deno.test(`product code has ${CEILING} non-null assertions at most`, async () => {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["lint", "--json", "--rules-include=no-non-null-assertion", ...FOLDERS],
    cwd: ROOT,
  }).output();
  const { diagnostics }: { diagnostics: { code: string; filename: string }[] } = JSON.parse(
    new TextDecoder().decode(stdout),
  );
  const found = diagnostics.filter(({ code, filename }) =>
    code === "no-non-null-assertion" && !SUITE.test(filename)
  );
  const files = [...new Set(found.map(({ filename }) => filename.split("/").slice(-3).join("/")))];
  assert(
    found.length <= CEILING,
    `${found.length}: let a type show what you know, or a destructuring (${files.join(", ")})`,
  );
});
