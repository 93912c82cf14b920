/**
 * The keystores of a home, and whose they are.
 *
 * @module
 */
import { type Address, getAddress, isAddress } from "viem";
import { fileError, readFile } from "../../base/read_file.ts";
import { PRIVATE_KEY_VARIABLE } from "../../base/variables.ts";
import type { Invocation } from "../command.ts";
import { homeOf } from "../home_option.ts";
import { openSigner } from "../signer_option.ts";
import { usage } from "../command.ts";

/** The folder of keystores in a home. */
export const KEYSTORES = "keystore";

/** A keystore that says whose key it has. */
export interface Named {
  address: Address;
  path: string;
}

/** The keystores in a home, oldest first. */
export async function listKeystores(home: string): Promise<Named[]> {
  const folder = `${home}/${KEYSTORES}`;
  let names: string[];
  try {
    names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return [];
    throw fileError(folder, cause);
  }
  const found: Named[] = [];
  for (const name of names) {
    const path = `${folder}/${name}`;
    const address = await statedAddress(path).catch(() => undefined);
    if (address !== undefined) found.push({ address, path });
  }
  return found;
}

/**
 * The address that a keystore states beside its encrypted key; undefined if it states none, as
 * those of `cast`, or is not a keystore.
 */
export async function statedAddress(path: string): Promise<Address | undefined> {
  let stated: unknown;
  try {
    stated = JSON.parse(new TextDecoder().decode(await readFile(path)))?.address;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const address = `0x${String(stated).replace(/^0x/i, "").toLowerCase()}`;
  return isAddress(address) ? getAddress(address) : undefined;
}

/**
 * The address of the key that signs: without its password, where its keystore states it; without
 * any key, that of the home's only keystore.
 */
export async function ownAddress(invocation: Invocation): Promise<Address> {
  const path = invocation.text("key-file");
  const stated = path === undefined ? undefined : await statedAddress(path);
  if (stated !== undefined) return stated;
  if (path !== undefined || (Deno.env.get(PRIVATE_KEY_VARIABLE) ?? "") !== "") {
    return (await openSigner(invocation)).address;
  }
  const all = await listKeystores(homeOf(invocation));
  if (all.length === 1) return (all as [Named])[0].address;
  throw usage(
    invocation.command,
    all.length === 0
      ? "No key whose address could be shown: give --key-file FILE, or make one: `deml wallet new`"
      : `The home has ${all.length} keystores: choose one with --key-file`,
  );
}
