/**
 * Names of models: what `nameModel` takes and `ModelNamed` tells. 32 bytes from a stranger, which
 * decide nothing and are shown beside the model's number, never instead of it: two models may have
 * one name.
 *
 * @module
 */
import { bytesToHex, type Hex, hexToBytes, zeroHash } from "viem";
import { visible } from "./visible.ts";

/** Bytes of UTF-8 that a name may have: a word of the chain. */
export const MAX_NAME_BYTES = 32;
/** Characters of a name as it is shown: an escaped one has up to eight. */
const MOST_SHOWN = 64;
/** Accents on one letter: more would run over the lines above and below it. */
const STACKED = /(\p{M}{3})\p{M}+/gu;

/** One line, one space between words, one form for each letter. */
function tidy(text: string): string {
  return text.normalize("NFC").replace(/\s+/gu, " ").trim();
}

/**
 * A name for the chain.
 *
 * @param name What the author typed; white space alone means none
 * @returns Its UTF-8, cut after the last whole character that fits, then zeros
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { modelNameOf, packModelName } from "./model_name.ts";
 *
 * assertEquals(modelNameOf(packModelName("  LeNet,  wider ")), "LeNet, wider");
 * ```
 */
export function packModelName(name: string): Hex {
  const bytes = new Uint8Array(MAX_NAME_BYTES);
  new TextEncoder().encodeInto(keptOfName(name), bytes);
  return bytesToHex(bytes);
}

/** What is kept of a name: the whole characters, accents and joiners included, that fit. */
export function keptOfName(name: string): string {
  let kept = "";
  let room = MAX_NAME_BYTES;
  for (const { segment } of new Intl.Segmenter().segment(tidy(name))) {
    room -= new TextEncoder().encode(segment).length;
    if (room < 0) break;
    kept += segment;
  }
  return kept.trimEnd();
}

/**
 * A name from the chain, safe to show: on one line, with characters that steer or hide text
 * escaped, and bounded.
 *
 * @returns undefined if there is none: zeros, or nothing that can be seen
 */
export function modelNameOf(word: Hex): string | undefined {
  if (word === zeroHash) return undefined;
  const bytes = hexToBytes(word);
  const end = bytes.findLastIndex((byte) => byte !== 0) + 1;
  // Bytes that are not UTF-8 become a replacement character each.
  const text = tidy(new TextDecoder().decode(bytes.subarray(0, end))).replace(STACKED, "$1");
  let shown = "";
  for (const character of text) {
    const next = visible(character);
    if (shown.length + next.length > MOST_SHOWN) return `${shown}…`;
    shown += next;
  }
  return shown === "" ? undefined : shown;
}

/**
 * A model in a sentence or a table: its number, then its name if it has one.
 *
 * @param name As `modelNameOf` returns it
 */
export function showModel(model: number, name: string | undefined): string {
  return name === undefined ? `#${model}` : `#${model} ${name}`;
}
