/**
 * Generated files: written, or with `--check` compared with the existing ones.
 *
 * @module
 */

/** Writes a generated file; with `--check` among the arguments, exits 1 if it is out of date. */
export async function finish(path: string, text: string): Promise<void> {
  if (Deno.args.includes("--check")) {
    const kept = await Deno.readTextFile(path).catch(() => "");
    if (kept !== text) {
      console.error(`${path} is out of date: run \`deno task generate\` and commit it`);
      Deno.exit(1);
    }
    return;
  }
  await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  await Deno.writeTextFile(path, text);
}
