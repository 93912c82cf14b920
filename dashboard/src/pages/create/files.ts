/**
 * The files that an organizer chose, kept in the browser so that a reload does not ask for them again.
 *
 * @module
 */
import { createStore, del, get, set } from "idb-keyval";
import type { Part } from "../../../../protocol/spec/part.ts";

/** Files of one data set. */
export interface Chosen {
  /** Names this choice: whatever is made of other files is another thing */
  choice: string;
  data: File;
  /** Where they are a file of their own */
  labels?: File;
}

let store: ReturnType<typeof createStore> | undefined;
const open = () => store ??= createStore("deml-create", "files");

/** Keeps a choice, or forgets it. What the browser has no room for is chosen again after a reload. */
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
