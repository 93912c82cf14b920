/**
 * Publishing into a CAR file, for a node or service that imports it.
 *
 * @module
 */
import { writeParts } from "../base/write_parts.ts";
import { counted, type Publication, type PublishOptions } from "./blocks.ts";
import { carOf } from "./car.ts";

/**
 * Writes a CARv1 file: whole, or not at all. An existing file is replaced.
 *
 * @returns Bytes of the file
 * @throws DemlError `file` or `ipfs`, or what the signal was aborted with
 */
export async function publishToCar(
  path: string,
  { roots, blocks }: Publication,
  options: PublishOptions = {},
): Promise<number> {
  return await writeParts(path, carOf(roots, counted(blocks, options)));
}
