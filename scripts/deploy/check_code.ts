/**
 * Whether a chain holds the very code that was compiled.
 *
 * @module
 */
import { type Address, type Hex, keccak256, type PublicClient } from "viem";
import { told } from "../../protocol/errors.ts";
import type { Compiled } from "./compiled.ts";

/**
 * The hash of the code of DeML at an address, undefined where there is none.
 *
 * @throws DemlError `chain` when it, or one of the codes behind it, is not what was compiled
 */
export async function deployedCode(
  client: PublicClient,
  address: Address,
  compiled: Compiled,
): Promise<Hex | undefined> {
  const code = await client.getCode({ address });
  if (code === undefined || code === "0x") return undefined;
  for (const expected of compiled.codesAt(address)) {
    const found = await client.getCode({ address: expected.address });
    requireSame(expected.address, found ?? "0x", expected.code);
  }
  return keccak256(code);
}

function requireSame(address: Address, found: Hex, expected: Hex): void {
  if (found === expected) return;
  throw told(
    "chain",
    `The code at ${address} is not what the sources compile to`,
    "Do not use this contract; compare the chain and the sources",
    { details: { address, found: keccak256(found), expected: keccak256(expected) } },
  );
}
