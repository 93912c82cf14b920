/**
 * The record of a deployment: contracts/deployments/<chainId>.json, and beside it what an explorer
 * compiles to verify the code, named by the address as it is the same on every chain.
 *
 * @module
 */
import { type Address, type Hex, keccak256 } from "viem";
import type { Compiled } from "./compiled.ts";
import { PROXY, SALT } from "./proxy.ts";

/** What is known of a deployment. */
export interface Deployment {
  chainId: number;
  address: Address;
  codeHash: Hex;
  /** Absent when somebody else had deployed it */
  transaction?: Hex;
  block?: number;
}

/** Writes a deployment down, once, and answers where. */
export async function recordDeployment(
  folder: string,
  deployment: Deployment,
  compiled: Compiled,
): Promise<string> {
  const { chainId, address, codeHash, transaction, block } = deployment;
  const path = `${folder}/${chainId}.json`;
  const kept = await Deno.readTextFile(path).then(JSON.parse).catch(() => undefined);
  // A second run knows less than the first: not who deployed it, nor when.
  if (kept?.address === address && transaction === undefined) return path;
  const [, money, views] = compiled.codesAt(address);
  await Deno.mkdir(folder, { recursive: true });
  await writeVerification(`${folder}/${address}.verification.json`, compiled);
  await writeJson(path, {
    chainId,
    address,
    money: money.address,
    views: views.address,
    block: block ?? null,
    transaction: transaction ?? null,
    codeHash,
    moneyCodeHash: keccak256(money.code),
    viewsCodeHash: keccak256(views.code),
    creationCodeHash: keccak256(compiled.creationCode),
    proxy: PROXY,
    salt: SALT,
    compiler: compiled.compiler,
    settings: compiled.settings,
    sourceHash: compiled.sourceHash,
  });
  return path;
}

/** Writes the standard JSON input that gives the deployed code. */
export async function writeVerification(path: string, { verification }: Compiled): Promise<void> {
  await writeJson(path, verification);
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await Deno.writeTextFile(path, JSON.stringify(value, undefined, 2) + "\n");
}
