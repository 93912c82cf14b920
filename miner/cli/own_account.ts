/**
 * The account that a command looks at without signing.
 *
 * @module
 */
import type { Address } from "viem";
import { PRIVATE_KEY_VARIABLE } from "../base/variables.ts";
import { addressOption } from "./address.ts";
import type { Invocation, Option } from "./command.ts";
import { openSigner, SIGNER_OPTIONS } from "./signer_option.ts";

/** The flags that name it. */
export const OWN_OPTIONS: Option[] = [
  { name: "address", value: "ADDRESS", help: "Whose models and money; by default the key's" },
  ...SIGNER_OPTIONS,
];

/** The address that is given, or that of the key; undefined without either. */
export async function ownAddress(invocation: Invocation): Promise<Address | undefined> {
  const given = addressOption(invocation, "address");
  if (given !== undefined) return given;
  const hasKey = invocation.text("key-file") !== undefined ||
    (Deno.env.get(PRIVATE_KEY_VARIABLE) ?? "") !== "";
  return hasKey ? (await openSigner(invocation)).address : undefined;
}
