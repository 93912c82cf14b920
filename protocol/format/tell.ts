/**
 * How the terminal and the page put failures into words: each has its own tables, with an entry for
 * every failure that can reach it, and the compiler reports a missing one.
 *
 * @module
 */
import { DemlError, type Failure, type ToldFailure } from "../errors.ts";

/** What is wrong, and what to do next: both start with a capital and end without a full stop. */
export interface Sentence {
  message: string;
  remedy: string;
}

/** What an entry of a table gives. */
export type Words = readonly [message: string, remedy: string];

/** An entry for each failure of a room; `tell` puts a failure within it into words. */
export type Sentences<F extends Failure> = {
  [K in F["kind"]]: (
    failure: Extract<F, { kind: K }>,
    tell: (within: Failure) => Sentence,
  ) => Words;
};

/** Any table, by kind. */
export type AnySentences = Readonly<
  Record<string, (failure: never, tell: (within: Failure) => Sentence) => Words>
>;

/**
 * Puts a failure into words.
 *
 * @param failure Of a room that has a table; data from an untrusted process may lack fields
 * @returns Its sentence, or its bare data if no sentence fits
 */
export function tellWith(tables: AnySentences, failure: Failure): Sentence {
  if (failure.kind.endsWith("/told")) return failure as ToldFailure;
  const entry = Object.hasOwn(tables, failure.kind) ? tables[failure.kind] : undefined;
  try {
    const words = entry?.(failure as never, (within) => tellWith(tables, within));
    if (words !== undefined) return { message: words[0], remedy: words[1] };
  } catch {
    // It lacks what its sentence is made of.
  }
  return { message: new DemlError<Failure>(failure).message, remedy: "Please report it" };
}
