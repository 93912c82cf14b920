/**
 * The contract's sources, as they are named for the compiler.
 *
 * @module
 */
import { type Hex, sha256, toBytes } from "viem";
import type { StandardInput } from "../../contracts/solc.ts";

/**
 * Reads them, in the order of their names.
 *
 * @param folder Ends in `/`
 */
export async function readSources(folder: string): Promise<StandardInput["sources"]> {
  const files = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  const sources = files.sort().map(async (name) => {
    return [`project/src/${name}`, { content: await Deno.readTextFile(`${folder}${name}`) }];
  });
  return Object.fromEntries(await Promise.all(sources));
}

/** sha2-256 over the names and contents of the sources, in the order of their names. */
export function sourceHash(sources: StandardInput["sources"]): Hex {
  return sha256(toBytes(JSON.stringify(
    Object.entries(sources).map(([name, { content }]) => [name, content]),
  )));
}
