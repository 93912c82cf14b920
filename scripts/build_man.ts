/**
 * Writes the manual into packaging/man, or with `--check` compares it with the existing one.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/from-file-url";
import { finish } from "./generated.ts";
import { manual } from "./man/pages.ts";

const FOLDER = fromFileUrl(new URL("../packaging/man", import.meta.url));

const pages = await manual();
for (const { name } of [...Deno.readDirSync(FOLDER)].filter(({ name }) => !pages.has(name))) {
  if (!Deno.args.includes("--check")) await Deno.remove(`${FOLDER}/${name}`);
  else {
    console.error(
      `${FOLDER}/${name} belongs to a command that is gone: run \`deno task generate\` and commit it`,
    );
    Deno.exit(1);
  }
}
for (const [name, text] of pages) await finish(`${FOLDER}/${name}`, text);
