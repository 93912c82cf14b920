/**
 * What everything costs in the reference model, and who is owed what: PROTOCOL.md, sections 1 and 7.
 *
 * @module
 */
import { type Address, zeroHash } from "viem";
import { refuse } from "./refusal.ts";
import {
  INVALID,
  type Model,
  NOBODY,
  participantOf,
  type Payment,
  type ReferenceCompetition,
  type World,
} from "./state.ts";
import { partsOf } from "./terms.ts";

/** Units that a part is divided into. */
const UNITS = 1n << 24n;

export function buyInOf({ fund }: ReferenceCompetition): bigint {
  return fund / 10n;
}

/** What the evaluations of one model cost. */
export function partOf({ fund, terms }: ReferenceCompetition): bigint {
  return fund / 5n / BigInt(partsOf(terms));
}

export function feeUnitOf(competition: ReferenceCompetition): bigint {
  return partOf(competition) / UNITS;
}

/**
 * What an inlier earns in a round, in units of fees.
 *
 * @param paid Evaluations of the round that are paid
 * @param agreed Models that they are of
 */
export function unitsPerInlier(
  { terms }: ReferenceCompetition,
  paid: number,
  agreed: number,
): bigint {
  const judges = agreed === 0 ? 0 : Math.ceil(paid / agreed);
  return UNITS / BigInt(Math.max(terms.seats, judges));
}

function count(models: Model[], ...statuses: Model["status"][]): number {
  return models.filter(({ status }) => statuses.includes(status)).length;
}

/** Everything but deposits, fees that were earned, and the parts of models that nobody agreed on. */
export function potOf(competition: ReferenceCompetition): bigint {
  const { fund, participants, paidUnits, models } = competition;
  return fund + BigInt(participants.length) * buyInOf(competition) -
    paidUnits * feeUnitOf(competition) - BigInt(count(models, "Unjudged")) * partOf(competition);
}

function modelsBy({ models }: ReferenceCompetition, account: Address): Model[] {
  return models.filter(({ author }) => author === account);
}

/** Whether miners could see a model of an account. */
function isContender(competition: ReferenceCompetition, account: Address): boolean {
  return count(modelsBy(competition, account), "Waiting", "Scored", "Unjudged") > 0;
}

function isJudged(competition: ReferenceCompetition, account: Address): boolean {
  return count(modelsBy(competition, account), "Scored") > 0;
}

/** Authors of models whose bytes are complete. */
function completeAuthors(competition: ReferenceCompetition): Address[] {
  return competition.participants.map(({ address }) => address).filter((address) =>
    count(modelsBy(competition, address), "Sealed", "Waiting", "Scored", "Unjudged") > 0
  );
}

/** What an organizer loses for a test set that did not come, or is none, where somebody is hurt by it. */
export function penaltyOf(competition: ReferenceCompetition): bigint {
  const { fund, testKey, testSet } = competition;
  const guilty = testKey === undefined || testSet === "Bad";
  return guilty && completeAuthors(competition).length > 0 ? fund / 5n : 0n;
}

/** What an author of a complete model gets of it. */
function penaltyShare(competition: ReferenceCompetition): bigint {
  const authors = completeAuthors(competition).length;
  return penaltyOf(competition) / BigInt(Math.max(5, authors));
}

/** Claimed scores whose bond was not burnt in a settlement: the model is not INVALID. */
function unburntClaims(models: Model[]): Model[] {
  return models.filter(({ claim, status, score }) =>
    claim !== zeroHash && !(status === "Scored" && score === INVALID)
  );
}

/** What a finalized competition burns: bonds of models whose key never came. */
export function shutBonds(competition: ReferenceCompetition): bigint {
  const shut = count(unburntClaims(competition.models), "Incomplete", "Sealed");
  return BigInt(shut) * buyInOf(competition);
}

/** The bonds that come back to an account; as of the ending. */
function bondsOf(competition: ReferenceCompetition, account: Address): bigint {
  const claims = unburntClaims(modelsBy(competition, account));
  const shut = competition.ending === "Cancelled" ? 0 : count(claims, "Incomplete", "Sealed");
  return BigInt(claims.length - shut) * buyInOf(competition);
}

/** What comes back to an account: bonds, buy-in and its share of a penalty; as of the ending. */
export function refundOf(competition: ReferenceCompetition, account: Address): bigint {
  const { ending } = competition;
  if (ending === "Running" || participantOf(competition, account) === undefined) return 0n;
  return bondsOf(competition, account) + buyInBack(competition, account);
}

function buyInBack(competition: ReferenceCompetition, account: Address): bigint {
  const { ending, terms } = competition;
  const buyIn = buyInOf(competition);
  if (ending === "Cancelled") {
    const complete = completeAuthors(competition).includes(account);
    return complete ? buyIn + penaltyShare(competition) : buyIn;
  }
  const comesBack = ending === "Unwon" || terms.returnsBuyIns ||
    (isContender(competition, account) && !isJudged(competition, account));
  if (!comesBack) return 0n;
  const charged = count(modelsBy(competition, account), "Scored", "Unjudged");
  return buyIn - BigInt(charged) * partOf(competition);
}

/** Buy-ins and penalties: what comes out of the pot. Bonds were never in it. */
export function allRefunds(competition: ReferenceCompetition): bigint {
  return competition.participants
    .reduce((sum, { address }) => sum + buyInBack(competition, address), 0n);
}

export function owedTo(competition: ReferenceCompetition, account: Address): bigint {
  const open = participantOf(competition, account)?.refunded === false;
  return (competition.credits.get(account) ?? 0n) + (open ? refundOf(competition, account) : 0n);
}

export function credit({ credits }: ReferenceCompetition, account: Address, amount: bigint): void {
  if (amount > 0n) credits.set(account, (credits.get(account) ?? 0n) + amount);
}

/** Pays; the contract takes no plain ether, so it stands for every receiver that refuses. */
export function payOut(
  world: World,
  competition: ReferenceCompetition,
  payment: Payment,
): Payment[] {
  if (payment.amount === 0n) return [];
  if (payment.to === world.contract) refuse("TransferFailed", payment.to);
  competition.held -= payment.amount;
  return [payment];
}

/** Pays without being asked by the receiver: whoever refuses is owed it. */
export function pushOut(
  world: World,
  competition: ReferenceCompetition,
  payment: Payment,
): Payment[] {
  if (payment.to !== world.contract) return payOut(world, competition, payment);
  credit(competition, payment.to, payment.amount);
  return [];
}

/** Sends what a failure costs to nobody. */
export function burn(competition: ReferenceCompetition, amount: bigint): Payment[] {
  if (amount === 0n) return [];
  competition.held -= amount;
  competition.burnt += amount;
  return [{ to: NOBODY, amount }];
}
