/**
 * The files that an organizer chose, kept in the browser so that a reload does not ask for them
 * again.
 *
 * @module
 */
import { createStore, del, get, set } from "idb-keyval";
import type { Part } from "../../../../protocol/spec/part.ts";
import type { Guess } from "../../../../miner/organizer/guess.ts";

/** Files of one data set. */
export interface Chosen {
  /** Identifies this choice: results of other files must not be mixed up with it */
  choice: string;
  data: File;
  /** If they are a separate file */
  labels?: File;
  /** What was guessed of them */
  guess?: Guess;
}

let store: ReturnType<typeof createStore> | undefined;
const open = () => store ??= createStore("deml-create", "files");

/**
 * Keeps a choice, or forgets it. If the browser has no room, files are chosen again after a reload.
 */
export async function keepFiles(part: Part, chosen: Chosen | undefined): Promise<void> {
  await (chosen ? set(part, chosen, open()) : del(part, open())).catch(() => {});
}

/** What was chosen before a reload. */
export async function keptFiles(part: Part): Promise<Chosen | undefined> {
  const kept = await get<Chosen>(part, open()).catch(() => undefined);
  return kept?.data instanceof Blob && typeof kept.choice === "string" ? kept : undefined;
}

/** A choice of files. */
export function chosenOf(data: File, labels?: File): Chosen {
  return { choice: crypto.randomUUID(), data, ...(labels && { labels }) };
}
