/**
 * CIDs and sizes as people give them.
 *
 * @module
 */
import { type CID, givenCid } from "../../ipfs/cid.ts";
import { type Invocation, type Option, usage } from "../command.ts";

/** A positional CID; a CIDv0 is converted, and the terminal says so. */
export function cidArgument(invocation: Invocation, index = 0): CID {
  const text = invocation.argument(index, "CID");
  const { cid, converted } = givenCid(text);
  if (converted) invocation.terminal.note(`${text} is a CIDv0; as a CIDv1 it is ${cid}`);
  return cid;
}

export const MOST_OPTION: Option = {
  name: "most",
  value: "SIZE",
  help: "The largest file accepted, e.g. 500MB or 4GiB",
  default: "4GiB",
};

const UNITS: Record<string, number> = {
  "": 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

/** A size in bytes, with or without a unit. */
export function sizeOf(invocation: Invocation, name: string): number {
  const text = invocation.required(name);
  const [, number, unit] = text.match(/^(\d+(?:\.\d+)?) ?([a-z]*)$/i) ?? [];
  const bytes = Math.floor(Number(number) * (UNITS[(unit ?? "").toLowerCase()] ?? NaN));
  if (!(bytes > 0) || !Number.isSafeInteger(bytes)) {
    throw usage(invocation.command, `--${name} takes a size such as 500MB or 4GiB, not "${text}"`);
  }
  return bytes;
}
