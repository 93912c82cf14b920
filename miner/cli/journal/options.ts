/**
 * The flags of `deml journal`.
 *
 * @module
 */
import type { Address } from "viem";
import { addressOption } from "../address.ts";
import type { Invocation, Option } from "../command.ts";
import { HOME_OPTION } from "../home_option.ts";

/** The flags of every command about a journal. */
export const JOURNAL_OPTIONS: Option[] = [
  HOME_OPTION,
  { name: "address", value: "ADDRESS", help: "Whose journal, if the home has several" },
];

export const FORCE_OPTION: Option = { name: "force", help: "Overwrite FILE" };

/** Why a copy is for its owner alone. */
export const SECRECY = `It contains salts and rows that nobody may see before the reveal: only its
owner can read it.`;

/** The account of --address, in lower case as in a journal's name. */
export function accountNamed(invocation: Invocation): Address | undefined {
  return addressOption(invocation, "address")?.toLowerCase() as Address | undefined;
}
