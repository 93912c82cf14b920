/**
 * Organizers and participants in the reference model: PROTOCOL.md, sections 1 to 4.
 *
 * @module
 */
import {
  type Address,
  encodeAbiParameters,
  type Hex,
  keccak256,
  sha256,
  size as sizeOf,
  zeroHash,
} from "viem";
import { requireTerms } from "./bench.ts";
import { partsEnd, phaseOf } from "./clock.ts";
import { buyInOf } from "./money.ts";
import { findCompetition, refuse, requirePhase } from "./refusal.ts";
import {
  isSealed,
  type Model,
  type Moment,
  newCompetition,
  type Participant,
  participantOf,
  PERFECT,
  PHASES,
  type ReferenceCompetition,
  type Terms,
  type World,
} from "./state.ts";
import { checkTerms } from "./terms.ts";

/** Bytes of a part: section 4. */
const MAX_PART = 120_000;
/** Bytes of a reservation that are kept. */
const KEPT_BYTES = 20;

export function createCompetition(
  world: World,
  { now }: Moment,
  sender: Address,
  terms: Terms,
  fund: bigint,
): void {
  checkTerms(terms, fund, now);
  const id = world.competitions.length + 1;
  world.competitions.push(newCompetition(id, sender, fund, terms));
}

/** What binds a place to an author and a package: section 4. */
export function reservationOf(author: Address, digest: Hex): Hex {
  return keccak256(
    encodeAbiParameters([{ type: "address" }, { type: "bytes32" }], [author, digest]),
  );
}

function kept(reservation: Hex): Hex {
  return reservation.slice(0, 2 + 2 * KEPT_BYTES) as Hex;
}

/** Whether anything of a hash is kept. */
function reserves(reservation: Hex): boolean {
  return BigInt(kept(reservation)) !== 0n;
}

export function register(
  world: World,
  { now }: Moment,
  sender: Address,
  id: number,
  { termsHash, reservation, value }: { termsHash: Hex; reservation: Hex; value: bigint },
): void {
  const competition = findCompetition(world, id);
  requirePhase(competition, now, "Registration");
  requireTerms(competition, termsHash);
  const due = buyInOf(competition);
  if (value !== due) refuse("WrongValue", value, due);
  if (participantOf(competition, sender)) refuse("AlreadyRegistered", sender);
  competition.participants.push({ address: sender, places: 0, refunded: false });
  competition.held += value;
  if (reserves(reservation)) takePlace(competition, sender, reservation);
}

export function reserve(
  world: World,
  { now }: Moment,
  sender: Address,
  id: number,
  reservation: Hex,
): void {
  const competition = findCompetition(world, id);
  if (!reserves(reservation)) refuse("NoReservation");
  requirePhase(competition, now, "Registration", "Submission");
  takePlace(competition, sender, reservation);
}

function takePlace(competition: ReferenceCompetition, author: Address, reservation: Hex): void {
  if (isSealed(competition)) refuse("NoReservation");
  const place = nextPlace(competition, author);
  participantOf(competition, author)!.reserved = { place, reservation: kept(reservation) };
}

/** The next place, as one of the author's own. */
function nextPlace(competition: ReferenceCompetition, author: Address): number {
  const { models, terms } = competition;
  const participant = participantOf(competition, author) ?? refuse("NotRegistered", author);
  if (participant.places >= terms.maxModelsPerAuthor) {
    refuse("TooManyModels", terms.maxModelsPerAuthor);
  }
  participant.places++;
  models.push(reservedPlace());
  return models.length - 1;
}

export function reservedPlace(): Model {
  return {
    digest: zeroHash,
    size: 0,
    published: 0,
    keyCommitment: zeroHash,
    name: zeroHash,
    claim: zeroHash,
    status: "Reserved",
    score: 0,
    tries: 0,
  };
}

/** Whether a participant holds a place for just this package. */
function holdsPlace({ address, reserved }: Participant, digest: Hex): boolean {
  return reserved !== undefined && reserved.reservation === kept(reservationOf(address, digest));
}

/** What an author submits: `part` are the first bytes of its package, if not on IPFS alone. */
export interface Submission {
  digest: Hex;
  size: number;
  keyCommitment: Hex;
  part: Hex;
}

export function submitModel(
  world: World,
  { now }: Moment,
  sender: Address,
  id: number,
  { digest, size, keyCommitment, part }: Submission,
): void {
  const competition = findCompetition(world, id);
  const { terms, models } = competition;
  requirePhase(competition, now, "Submission");
  if (size < 1 || size > terms.byteLimit) refuse("BadSize", size, terms.byteLimit);
  const keyed = BigInt(keyCommitment) !== 0n;
  if (isSealed(competition) && !keyed) refuse("NeedsKeyCommitment");
  if (!isSealed(competition) && keyed) refuse("NotSealed");
  const participant = participantOf(competition, sender);
  let place: number;
  if (participant !== undefined && holdsPlace(participant, digest)) {
    place = participant.reserved!.place;
    participant.reserved = undefined;
  } else place = nextPlace(competition, sender);
  const model = models[place]!;
  Object.assign(model, { author: sender, digest, size, keyCommitment, status: "Incomplete" });
  if (sizeOf(part) === size && sha256(part) !== digest) {
    refuse("DigestMismatch", sha256(part), digest);
  }
  if (sizeOf(part) > 0) append(model, 0, part);
  noteWhole(competition, place);
}

export function append(model: Model, offset: number, part: Hex): void {
  const { size, published } = model;
  if (offset !== published) refuse("PartOutOfOrder", offset, published);
  const length = sizeOf(part);
  const fits = length > 0 && length <= MAX_PART && offset + length <= size;
  if (!fits) refuse("BadPart", offset, length, size);
  model.published += length;
}

/** A model that is whole waits for a round, or for its key. */
export function noteWhole(competition: ReferenceCompetition, place: number): void {
  const model = competition.models[place]!;
  if (model.status !== "Incomplete") return;
  if (model.published < model.size && !competition.terms.offChainModels) return;
  model.status = isSealed(competition) ? "Sealed" : "Waiting";
  if (model.status === "Waiting") competition.queue.push(place);
}

export function findModel({ id, models }: ReferenceCompetition, place: number): Model {
  const model = models[place];
  return model?.author === undefined ? refuse("NoSuchModel", id, place) : model;
}

export function nameModel(
  world: World,
  { now }: Moment,
  sender: Address,
  id: number,
  { model: place, word }: { model: number; word: Hex },
): void {
  const competition = findCompetition(world, id);
  const model = findModel(competition, place);
  if (model.author !== sender) refuse("NotAuthor", sender);
  requirePhase(competition, now, "Submission");
  model.name = word;
}

/** Section 4: once, by its author, with a bond of a buy-in. */
export function claimScore(
  world: World,
  { now }: Moment,
  sender: Address,
  id: number,
  { model: place, word, value }: { model: number; word: Hex; value: bigint },
): void {
  const competition = findCompetition(world, id);
  if (!isSealed(competition)) refuse("NotSealed");
  const model = findModel(competition, place);
  if (model.author !== sender) refuse("NotAuthor", sender);
  requirePhase(competition, now, "Submission");
  if (model.claim !== zeroHash) refuse("AlreadyClaimed", place);
  const score = Number(word.slice(0, 8));
  if (word === zeroHash || score > PERFECT) refuse("BadScore", score);
  const due = buyInOf(competition);
  if (value !== due) refuse("WrongValue", value, due);
  model.claim = word;
  competition.held += value;
}

export function addPart(
  world: World,
  { now }: Moment,
  sender: Address,
  id: number,
  { model: place, offset, part }: { model: number; offset: number; part: Hex },
): void {
  const competition = findCompetition(world, id);
  const model = findModel(competition, place);
  if (model.author !== sender) refuse("NotAuthor", sender);
  if (isSealed(competition)) {
    requirePhase(competition, now, "Submission", "Opening");
    if (competition.testSet !== "Unjudged") {
      refuse("WrongPhase", PHASES.indexOf(phaseOf(competition, now)));
    }
  } else {
    requirePhase(competition, now, "Submission", "Evaluation");
    const latest = partsEnd(competition);
    if (now >= latest) refuse("TooLate", latest);
  }
  append(model, offset, part);
  noteWhole(competition, place);
}
