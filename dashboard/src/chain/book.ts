/**
 * The competitions that the page has read: each is read again only after something happened in it.
 *
 * @module
 */
import { type Answer, call } from "../../../miner/chain/call.ts";
import type { Connection } from "../../../miner/chain/client.ts";
import { type Competition, competitionOf } from "../../../protocol/state/competition.ts";
import { competitionDue } from "./due.ts";
import type { KeptTerms } from "./kept_terms.ts";

/** Competitions by number. */
export interface Book {
  /** Reads one */
  readOne(id: number): Promise<Competition>;
  /** Reads some; those that did not change cost nothing. What is read in one tick is one batch. */
  read(ids: readonly number[]): Promise<Competition[]>;
  /** Numbers of those that time may have changed */
  due(seconds: number): number[];
  /** Something happened in them; in all if none are named. */
  touch(ids?: Iterable<number>): void;
  /** Grows when something happens in a competition: what was read with another number is old. */
  ageOf(id: number): number;
}

interface Page {
  reading: Promise<Competition>;
  /** What was read last */
  last?: Competition;
  stale: boolean;
}

/** An empty book. */
export function openBook(connection: Connection, terms: Promise<KeptTerms>): Book {
  const pages = new Map<number, Page>();
  const ages = new Map<number, number>();
  let age = 0;

  async function readAnew(id: number): Promise<Competition> {
    const kept = (await terms).of(id);
    const number = BigInt(id);
    const [standing, told] = await Promise.all([
      call(connection, "standingOf", [number]),
      kept ?? call(connection, "termsOf", [number]),
    ]);
    // What is kept is of another chain, or the block that it was read from was replaced.
    const fits = kept === undefined || kept.termsHash === standing.termsHash;
    const found: Answer<"termsOf"> = fits ? told : await call(connection, "termsOf", [number]);
    if (kept === undefined || !fits) {
      (await terms).keep(id, { ...found, termsHash: standing.termsHash });
    }
    return competitionOf(number, found, standing, standing.time);
  }

  function pageOf(id: number): Promise<Competition> {
    const before = pages.get(id);
    if (before !== undefined && !before.stale) return before.reading;
    const page: Page = { reading: readAnew(id), last: before?.last, stale: false };
    pages.set(id, page);
    page.reading.then(
      (competition) => page.last = competition,
      // It may be there the next time.
      () => page.stale = true,
    );
    return page.reading;
  }

  return {
    readOne: pageOf,
    read: (ids) => Promise.all(ids.map(pageOf)),
    due: (seconds) =>
      [...pages].filter(([, { last }]) => last !== undefined && competitionDue(last) <= seconds)
        .map(([id]) => id),
    ageOf: (id) => age + (ages.get(id) ?? 0),
    touch(ids) {
      if (ids === undefined) age++;
      for (const id of ids ?? pages.keys()) {
        ages.set(id, (ages.get(id) ?? 0) + 1);
        const page = pages.get(id);
        if (page !== undefined) page.stale = true;
      }
    },
  };
}
