/**
 * What a bundle may require while it runs.
 *
 * @module
 */

/** How the bundler lets packages require what is not in the bundle. */
const REQUIRE = "var __require = __deno_internal_createRequire(import.meta.url);";

/** Knows the runtime's own modules and nothing else. */
const REQUIRE_BUILT_IN = `var __require = (name) => {
  const found = process.getBuiltinModule(name);
  if (found === undefined) throw new Error("Cannot find module '" + name + "'");
  return found;
};`;

/**
 * Lets the bundle require the runtime's own modules only. Packages ask for others that they can do
 * without, and the runtime would look for those from the temporary folder of the machine upwards,
 * where other users may lay down what they like.
 *
 * @param folder What `deno bundle` wrote
 * @throws Error when the bundler writes it otherwise, so that this would change nothing
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
  if (replaced !== 1) throw new Error(`The bundle holds ${replaced} ways to require, not one`);
}
