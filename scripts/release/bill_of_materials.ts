/**
 * A bill of materials in the format of CycloneDX 1.6: https://cyclonedx.org/docs/1.6/json/
 *
 * @module
 */
import type { Locked } from "./lockfile.ts";

/** A package inside the program. */
export interface Packaged extends Locked {
  /** An SPDX expression */
  license: string;
}

/** The program, and the runtime inside it. */
export interface Program {
  version: string;
  deno: string;
}

/**
 * Writes the bill. It contains neither a time nor its own number: one release, one bill.
 *
 * @param packages What is inside
 * @param direct `name@version` of those that the program itself imports
 */
export function billOfMaterials(
  { version, deno }: Program,
  packages: readonly Packaged[],
  direct: readonly string[],
) {
  const refs = new Set(packages.map(refOf));
  const inside = (names: readonly string[]) => names.filter((name) => refs.has(name)).sort();
  const runtime = `deno@${deno}`;
  const sorted = [...packages].sort((a, b) => refOf(a) < refOf(b) ? -1 : 1);
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      component: {
        type: "application",
        "bom-ref": "deml",
        name: "deml",
        version,
        licenses: [{ expression: "MIT" }],
      },
    },
    components: [
      {
        type: "platform",
        "bom-ref": runtime,
        name: "deno",
        version: deno,
        description: "denort, the runtime that a compiled program starts with",
        purl: `pkg:github/denoland/deno@v${deno}`,
        licenses: [{ expression: "MIT" }],
      },
      ...sorted.map((each) => ({
        type: "library",
        "bom-ref": refOf(each),
        name: each.name,
        version: each.version,
        purl: purlOf(each),
        hashes: [{ alg: "SHA-512", content: each.sha512 }],
        licenses: [{ expression: each.license }],
      })),
    ],
    dependencies: [
      { ref: "deml", dependsOn: [runtime, ...inside(direct)] },
      ...sorted.map((each) => ({ ref: refOf(each), dependsOn: inside(each.dependencies) })),
    ],
  };
}

function refOf({ name, version }: Locked): string {
  return `${name}@${version}`;
}

/** A package's URL: https://github.com/package-url/purl-spec, where a scope's @ is escaped. */
function purlOf({ name, version }: Locked): string {
  return `pkg:npm/${name.replace("@", "%40")}@${version}`;
}
