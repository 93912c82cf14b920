/**
 * Addresses that people type.
 *
 * @module
 */
import { type Address, getAddress, isAddress } from "viem";
import { show } from "../../protocol/text/visible.ts";
import { told } from "../../protocol/errors.ts";
import type { Invocation } from "./command.ts";

/**
 * An address in its right spelling. Its capitals are a checksum (ERC-55); without any, nothing is
 * checked.
 *
 * @param origin The flag or variable that it came from
 * @throws DemlError `usage` if it is not an address, or if a character is wrong
 *
 * @example
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 * import { parseAddress } from "./address.ts";
 *
 * const right = "0x5FbDB2315678afecb367f032d93F642f64180aa3";
 * assertEquals(parseAddress(right.toLowerCase(), "--to"), right);
 * assertThrows(() => parseAddress(right.replace("5F", "5f"), "--to"));
 * ```
 */
export function parseAddress(text: string, origin: string): Address {
  if (!isAddress(text, { strict: false })) {
    throw told(
      "usage",
      `${origin} takes an address, not "${show(text, 60)}"`,
      "An address is 0x and 40 hex digits",
    );
  }
  const right = getAddress(text);
  if (isAddress(text)) return right;
  throw told(
    "usage",
    `The checksum of ${origin} ${text} is wrong: a character was changed`,
    `Compare it with its source. If every digit is right, it is spelled ${right}; all in lower ` +
      "case it is accepted without a check",
    { details: { given: text, spelled: right } },
  );
}

/** The address that a flag names, if it was given. */
export function addressOption(invocation: Invocation, name: string): Address | undefined {
  const text = invocation.text(name);
  return text === undefined ? undefined : parseAddress(text, `--${name}`);
}
