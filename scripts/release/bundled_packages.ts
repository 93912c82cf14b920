/**
 * Which packages a program holds: those that the bundlers took something from, as their source maps
 * tell, and the two engines, which are copied.
 *
 * @module
 */
import { run } from "../compile/run.ts";

/** A package's folder below node_modules/.deno, and its name. */
export interface Bundled {
  folder: string;
  name: string;
}

/** Copied whole or in part, not bundled. */
const COPIED = ["onnxruntime-node", "onnxruntime-common", "onnxruntime-web"];

/** A module's package, in the path that a source map names. */
const PACKAGE = /node_modules\/\.deno\/([^/]+)\/node_modules\/((?:@[^/]+\/)?[^/]+)\//;

/** Bundles the program and the page of a checkout, and lists their packages. */
export async function bundledPackages(root: string): Promise<Bundled[]> {
  const folder = await Deno.makeTempDir({ prefix: "deml-packages-" });
  try {
    await run(Deno.execPath(), [
      ...["bundle", "--quiet", "--platform=deno", "--sourcemap=external"],
      ...["--external", "onnxruntime-node", "--external", "onnxruntime-web/wasm"],
      ...["--code-splitting", "--outdir", `${folder}/program`, `${root}miner/main.ts`],
    ], root);
    await run(Deno.execPath(), [
      ...["run", "-A", "npm:vite@8.3.8", "build", "--sourcemap", "hidden"],
      ...["--outDir", `${folder}/page`, "--emptyOutDir", "dashboard"],
    ], root);
    const found = new Map<string, Bundled>();
    for (const source of await sources(folder)) {
      const [, folder, name] = PACKAGE.exec(source) ?? [];
      if (folder !== undefined && name !== undefined) found.set(folder, { folder, name });
    }
    for (const name of COPIED) {
      const path = await Deno.realPath(`${root}node_modules/${name}`).catch(() =>
        Deno.realPath(`${root}node_modules/.deno/node_modules/${name}`)
      );
      const [, folder] = PACKAGE.exec(`${path}/`) ?? [];
      found.set(folder!, { folder: folder!, name });
    }
    return [...found.values()];
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Every file that a bundler read, as the source maps below a folder name them. */
async function sources(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) found.push(...await sources(path));
    else if (name.endsWith(".map")) {
      found.push(...JSON.parse(await Deno.readTextFile(path)).sources);
    }
  }
  return found;
}
