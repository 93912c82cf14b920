/**
 * What the models of a competition are called. Pure.
 *
 * @module
 */
import type { History, Place } from "./history.ts";

/** A model's name, as its author gave it. */
export interface ModelName {
  /** Safe to show, and never without the model's number */
  name: string;
  /** The earliest model of another author that goes by the same name, if that one is earlier */
  sameAs?: number;
}

/**
 * The names by model. Two models may have one name; of those of different authors, the later ones
 * say whose name they repeat, so that nobody takes them for the first.
 */
export function modelNamesOf({ places }: Pick<History, "places">): Map<number, ModelName> {
  const names = new Map<number, ModelName>();
  const first = new Map<string, Pick<Place, "author"> & { model: number }>();
  const named = [...places].filter(([, { name }]) => name !== undefined);
  for (const [model, { name = "", author }] of named.sort(([one], [other]) => one - other)) {
    const earlier = first.get(alike(name));
    if (earlier === undefined) first.set(alike(name), { author, model });
    const repeats = earlier !== undefined && earlier.author !== author;
    names.set(model, repeats ? { name, sameAs: earlier.model } : { name });
  }
  return names;
}

/** Names that a reader takes for the same: case, width, spaces and punctuation differ. */
function alike(name: string): string {
  const letters = name.normalize("NFKD").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  return letters === "" ? name : letters;
}
