/**
 * What a bundle may require at run time.
 *
 * @module
 */

/** How the bundler lets packages require modules outside the bundle. */
const REQUIRE = "var __require = __deno_internal_createRequire(import.meta.url);";

/** Knows only the runtime's own modules. */
const REQUIRE_BUILT_IN = `var __require = (name) => {
  const found = process.getBuiltinModule(name);
  if (found === undefined) throw new Error("Cannot find module '" + name + "'");
  return found;
};`;

/**
 * Lets the bundle require the runtime's own modules only. Packages ask for optional others, and the
 * runtime would search for those from the machine's temporary folder upwards, where other users may
 * put any file.
 *
 * @param folder What `deno bundle` wrote
 * @throws Error if the bundler writes it differently, so that this would not change anything
 */
export async function requireNothingOutside(folder: string): Promise<void> {
  let replaced = 0;
  for await (const { name } of Deno.readDir(folder)) {
    if (!name.endsWith(".js")) continue;
    const text = await Deno.readTextFile(`${folder}/${name}`);
    if (!text.includes(REQUIRE)) continue;
    const imported = `import process from "node:process";\n`;
    await Deno.writeTextFile(
      `${folder}/${name}`,
      imported + text.replace(REQUIRE, () => REQUIRE_BUILT_IN),
    );
    replaced++;
  }
  if (replaced !== 1) throw new Error(`The bundle contains ${replaced} ways to require, not one`);
}
