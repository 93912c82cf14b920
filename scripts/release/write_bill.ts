/**
 * Writes the bill of materials of this checkout.
 *
 * @module
 */
import { VERSION } from "../../miner/base/version.ts";
import { billOfMaterials, type Packaged } from "./bill_of_materials.ts";
import { bundledPackages } from "./bundled_packages.ts";
import { readLockfile } from "./lockfile.ts";

/**
 * Bundles, and writes what is inside.
 *
 * @throws Error if a package inside is not in deno.lock, or has no license
 */
export async function writeBill(root: string, path: string): Promise<void> {
  const json = async (file: string) => JSON.parse(await Deno.readTextFile(`${root}${file}`));
  const lock = readLockfile(await json("deno.lock"));
  const packages = new Map<string, Packaged>();
  await Promise.all(
    (await bundledPackages(root)).map(async ({ folder, name }) => {
      const { version, license } = await json(
        `node_modules/.deno/${folder}/node_modules/${name}/package.json`,
      );
      const locked = lock.get(`${name}@${version}`);
      if (locked === undefined) throw new Error(`deno.lock has no ${name}@${version}`);
      if (typeof license !== "string") throw new Error(`${name}@${version} names no license`);
      // It may be listed once for each set of its peers.
      packages.set(`${name}@${version}`, { ...locked, license });
    }),
  );
  const { imports } = await json("deno.json");
  const { dependencies } = await json("dashboard/package.json");
  const direct = [
    ...Object.values(imports as Record<string, string>).map(namedIn),
    ...Object.entries(dependencies as Record<string, string>).map((pair) => pair.join("@")),
  ];
  const bill = billOfMaterials({ version: VERSION, deno: Deno.version.deno }, [
    ...packages.values(),
  ], [
    ...new Set(direct),
  ]);
  await Deno.writeTextFile(path, JSON.stringify(bill, undefined, 2) + "\n");
}

/** `name@version` in what an import map names: `npm:name@version/path`. */
function namedIn(target: string): string {
  return /^npm:\/?((?:@[^/]+\/)?[^/]+)/.exec(target)?.[1] ?? target;
}
