/**
 * The rules' books beside what the contract's views say at the end.
 *
 * @module
 */
import type { Address } from "viem";
import { call } from "../chain/call.ts";
import type { Connection } from "../chain/client.ts";
import { zip } from "../../protocol/zip.ts";
import { readModels } from "../chain/read_models.ts";
import type { Competition } from "../../protocol/state/competition.ts";
import type { Books } from "./books.ts";
import type { Difference, DifferenceKind } from "./difference.ts";
import { owedTo, potOf, rankingOf } from "./money.ts";

/** Views requested at once. */
const TOGETHER = 50;
/** Seats that one view shows. */
const PAGE = 100;

/** Compares every model, account and sum with the contract's own books. */
export async function compareViews(
  connection: Connection,
  competition: Competition,
  books: Books,
): Promise<Difference[]> {
  const { id } = competition;
  const found: Difference[] = [];
  const { terms } = books;
  const note = (
    kind: DifferenceKind,
    expected: unknown,
    seen: unknown,
    where: { model?: number; account?: Address } = {},
  ) => {
    if (String(expected).toLowerCase() === String(seen).toLowerCase()) return;
    found.push({ kind, ...where, expected: String(expected), found: String(seen) });
  };
  if (terms === undefined) {
    note("sequence", "the event of its creation", "none");
    return found;
  }
  const models = await readModels(connection, id, competition.models);
  for (const model of models) {
    const own = books.models.get(model.id);
    const where = { model: model.id };
    note("digest", own?.digest, model.digest, where);
    note("digest", own?.claim, model.claim, where);
    note("parts", model.published, own?.published, where);
    note("standing", own?.status, model.status, where);
    note("median", own?.score, model.score, where);
    note("standing", own?.tries, model.tries, where);
  }
  note("sequence", books.models.size, models.length);
  note("sequence", books.participants.length, competition.participants);
  note("sequence", books.rounds.length, competition.rounds);
  note("test-set", books.testSet, competition.testSet);
  note("key", books.testKey, competition.testKey);
  note("ending", books.ending, competition.ending);
  note("pot", potOf(books, terms), competition.pot);
  note("burn", books.burnt, competition.burnt);
  note("standing", books.held, competition.held);
  const [podium] = await call(connection, "podiumOf", [id]);
  const best = rankingOf(books).slice(0, podium.length).map((model) => model.id);
  note("ranking", best.join(", "), podium.join(", "));
  const accounts = [...new Set([terms.organizer, ...books.participants, ...books.credits.keys()])];
  await inPages(accounts, async (account) => {
    const owed = await call(connection, "owedTo", [id, account]);
    note("refund", owedTo(books, terms, account), owed, { account });
  });
  const miners = [...books.miners];
  await inPages(pagesOf(miners), async (page) => {
    const seats = await call(connection, "seatsOf", [id, page.map(([account]) => account)]);
    for (const [[account, { deposited, fees }], seat] of zip(page, seats)) {
      // A seat in a running round cannot be claimed yet.
      if (competition.running > 0 && (seat.committed || seat.revealed)) continue;
      note("payout", (deposited ? terms.seatStake : 0n) + fees, seat.claimable, { account });
    }
  });
  return found;
}

function pagesOf<T>(all: T[]): T[][] {
  const pages: T[][] = [];
  for (let at = 0; at < all.length; at += PAGE) pages.push(all.slice(at, at + PAGE));
  return pages;
}

async function inPages<T>(all: T[], each: (item: T) => Promise<void>): Promise<void> {
  for (let at = 0; at < all.length; at += TOGETHER) {
    await Promise.all(all.slice(at, at + TOGETHER).map(each));
  }
}
