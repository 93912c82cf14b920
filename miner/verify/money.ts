/**
 * Who is owed what by the rules, in wei. PROTOCOL.md, sections 1, 3 and 7.
 *
 * @module
 */
import type { Address } from "viem";
import { INVALID_SCORE } from "../../protocol/score/score.ts";
import type { BookModel, Books, BookTerms } from "./books.ts";

/** A fee is counted in units of a part over 2^24. */
const UNITS = 1n << 24n;
/** At most a fifth of a penalty goes to one author. */
const PENALTY_SHARES = 5;
/** Basis points of all prizes. */
const WHOLE = 10_000n;

export function buyInOf({ fund }: BookTerms): bigint {
  return fund / 10n;
}

/** The cost of one model's evaluations; a sealed competition pays for its test set too. */
export function partOf({ fund, maxModels, sealed }: BookTerms): bigint {
  return fund / 5n / BigInt(maxModels + (sealed ? 1 : 0));
}

/**
 * What an inlier earns.
 *
 * @param paid Evaluations of the round that are paid
 * @param agreed Models that they are of
 */
export function feeOf(terms: BookTerms, paid: number, agreed: number): bigint {
  const judges = agreed === 0 ? 0 : Math.ceil(paid / agreed);
  return (UNITS / BigInt(Math.max(terms.seats, judges))) * (partOf(terms) / UNITS);
}

/** What the winners share, before refunds. */
export function potOf({ participants, feesEarned, models }: Books, terms: BookTerms): bigint {
  const unjudged = [...models.values()].filter(({ status }) => status === "unjudged").length;
  return terms.fund + BigInt(participants.length) * buyInOf(terms) - feesEarned -
    BigInt(unjudged) * partOf(terms);
}

/** Whether the bond of a claimed score is lost: the model is INVALID. */
export function losesBond({ claim, score }: Pick<BookModel, "claim" | "score">): boolean {
  return claim !== undefined && score === INVALID_SCORE;
}

/** Claimed models that were never opened: their bonds are burnt at the end. */
function shutBonds(models: Iterable<BookModel>): number {
  return [...models].filter(({ claim, status }) =>
    claim !== undefined && (status === "sealed" || status === "incomplete")
  ).length;
}

/** The bonds that come back to an author. */
function bondsOf(own: BookModel[], { ending }: Pick<Books, "ending">): number {
  const claimed = own.filter(({ claim }) => claim !== undefined).length;
  if (ending === "cancelled") return claimed;
  return claimed - shutBonds(own) - own.filter(losesBond).length;
}

function modelsBy({ models }: Books, account: Address): BookModel[] {
  return [...models.values()].filter(({ author }) => author === account);
}

function completeAuthors(books: Books): Address[] {
  return books.participants.filter((account) =>
    modelsBy(books, account).some(({ status }) => status !== "reserved" && status !== "incomplete")
  );
}

/** What the organizer loses for a test set that is missing or bad. */
export function penaltyOf(books: Books, { fund }: BookTerms): bigint {
  const guilty = books.testKey === undefined || books.testSet === "bad";
  return guilty && completeAuthors(books).length > 0 ? fund / 5n : 0n;
}

function penaltyShare(books: Books, terms: BookTerms): bigint {
  return penaltyOf(books, terms) / BigInt(Math.max(PENALTY_SHARES, completeAuthors(books).length));
}

/** What comes back of an account's buy-in and bonds, with its share of a penalty; as of the ending. */
export function refundOf(books: Books, terms: BookTerms, account: Address): bigint {
  const { ending, participants } = books;
  if (ending === "running" || !participants.includes(account)) return 0n;
  const buyIn = buyInOf(terms);
  if (ending === "cancelled") {
    const complete = completeAuthors(books).includes(account);
    const back = buyIn * BigInt(1 + bondsOf(modelsBy(books, account), books));
    return complete ? back + penaltyShare(books, terms) : back;
  }
  const own = modelsBy(books, account);
  const bonds = BigInt(bondsOf(own, books)) * buyIn;
  const count = (status: string) => own.filter((model) => model.status === status).length;
  const charged = count("scored") + count("unjudged");
  const seen = charged + count("waiting") > 0;
  const returns = ending === "unwon" || terms.returnsBuyIns || (seen && count("scored") === 0);
  return bonds + (returns ? buyIn - BigInt(charged) * partOf(terms) : 0n);
}

/** All that an account may withdraw. */
export function owedTo(books: Books, terms: BookTerms, account: Address): bigint {
  const refund = books.refunded.has(account) ? 0n : refundOf(books, terms, account);
  return (books.credits.get(account) ?? 0n) + refund;
}

/** Models that can win, best first. */
export function rankingOf({ models }: Pick<Books, "models">): BookModel[] {
  return [...models.values()]
    .filter(({ status, score }) => status === "scored" && score !== INVALID_SCORE)
    .sort((a, b) => (b.score ?? 0) - (a.score ?? 0) || a.id - b.id);
}

/** What an ending credits and burns; `books.ending` says which. */
export function sharesAtEnd(
  books: Books,
  terms: BookTerms,
): { credits: Map<Address, bigint>; burnt: bigint } {
  const credits = new Map<Address, bigint>();
  const credit = (account: Address, amount: bigint) => {
    if (amount > 0n) credits.set(account, (credits.get(account) ?? 0n) + amount);
  };
  const pot = potOf(books, terms);
  if (books.ending === "cancelled") {
    const penalty = penaltyOf(books, terms);
    credit(terms.organizer, pot - BigInt(books.participants.length) * buyInOf(terms) - penalty);
    const shared = BigInt(completeAuthors(books).length) * penaltyShare(books, terms);
    return { credits, burnt: penalty - shared };
  }
  const all = [...books.models.values()];
  const shut = BigInt(shutBonds(all)) * buyInOf(terms);
  // Bonds were never in the pot.
  const bonds = BigInt(bondsOf(all, books)) * buyInOf(terms);
  const refunds = books.participants
    .reduce((sum, account) => sum + refundOf(books, terms, account), 0n) - bonds;
  const left = pot - refunds;
  const most = left < terms.fund ? left : terms.fund;
  const [first, ...others] = rankingOf(books);
  if (first === undefined) {
    credit(terms.organizer, most);
    return { credits, burnt: left - most + shut };
  }
  const prize = terms.returnsBuyIns ? most : left;
  let rest = prize;
  terms.prizeShares.slice(1).forEach((share, index) => {
    const winner = others[index];
    if (winner === undefined) return;
    const amount = prize * BigInt(share) / WHOLE;
    credit(winner.author, amount);
    rest -= amount;
  });
  credit(first.author, rest);
  return { credits, burnt: left - prize + shut };
}
