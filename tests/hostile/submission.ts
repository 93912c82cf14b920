/**
 * The mutated submission of a seed.
 *
 * @module
 */
import { pack } from "../../miner/model/package.ts";
import { BASES } from "./bases.ts";
import { encode, packed } from "./build.ts";
import { mutate, pick, random } from "./mutate.ts";

/** The same seed gives the same bytes: a package, most of the time of a model that is nearly right. */
export function submission(seed: number): Uint8Array {
  const next = random(seed);
  const model = pick(next, BASES)();
  if (next() < 0.9) mutate(next, model);
  const file = encode(model);
  if (next() < 0.1) {
    // A changed bit in the file, behind a checksum that is right.
    file[Math.floor(next() * file.length)]! ^= 1 << Math.floor(8 * next());
    return packed(file);
  }
  const bytes = next() < 0.5 ? packed(file) : packOrNot(file);
  if (next() < 0.1) bytes[Math.floor(next() * bytes.length)]! ^= 1 << Math.floor(8 * next());
  return bytes;
}

function packOrNot(file: Uint8Array): Uint8Array {
  try {
    return pack(file);
  } catch {
    return packed(file);
  }
}
