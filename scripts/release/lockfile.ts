/**
 * What deno.lock (version 5) says of a package.
 *
 * @module
 */

/** The part that is read. */
export interface Lockfile {
  version: string;
  npm: Record<string, { integrity?: string; dependencies?: string[] }>;
}

/** A package at a version. */
export interface Locked {
  name: string;
  version: string;
  /** SHA-512 of its archive, in hex */
  sha512: string;
  /** `name@version` of what it asks for */
  dependencies: string[];
}

/**
 * Reads the packages, by `name@version`. One that stands there once for each set of its peers is one
 * package.
 *
 * @throws Error for another version of the format, or a package without a SHA-512
 */
export function readLockfile(lock: Lockfile): Map<string, Locked> {
  if (lock.version !== "5") throw new Error(`deno.lock is of version ${lock.version}, not 5`);
  const versions = new Map<string, string>();
  for (const key of Object.keys(lock.npm)) {
    const [name, version] = splitKey(key);
    versions.set(name, version);
  }
  const found = new Map<string, Locked>();
  for (const [key, { integrity, dependencies = [] }] of Object.entries(lock.npm)) {
    const [name, version] = splitKey(key);
    if (!integrity?.startsWith("sha512-")) throw new Error(`deno.lock has no SHA-512 of ${key}`);
    found.set(`${name}@${version}`, {
      name,
      version,
      sha512: Uint8Array.fromBase64(integrity.slice("sha512-".length)).toHex(),
      // Where there is one version alone, the lockfile leaves it out.
      dependencies: dependencies.map((dependency) => {
        const [name, version] = splitKey(dependency);
        return `${name}@${version === "" ? versions.get(name) : version}`;
      }),
    });
  }
  return found;
}

/** Splits `@scope/name@1.2.3_peer@4.5.6`; a version that is left out is "". */
function splitKey(key: string): [name: string, version: string] {
  const at = key.indexOf("@", 1);
  if (at < 0) return [key, ""];
  const [version = ""] = key.slice(at + 1).split("_");
  return [key.slice(0, at), version];
}
