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
} from "viem";
import {
  buyInOf,
  type Competition,
  findCompetition,
  isSealed,
  type Moment,
  newCompetition,
  refuse,
  requirePhase,
  type Terms,
  type World,
} from "./state.ts";

const DAY = 24 * 3600;
const TEN_YEARS = 3650 * DAY;
/** Bytes of a part: section 4. */
const MAX_PART = 120_000;

/** In the order of the contract's enum Term. */
const TERMS = [
  "RegistrationEnd",
  "SubmissionEnd",
  "OpeningEnd",
  "EvaluationEnd",
  "CommitWindow",
  "RevealWindow",
  "RoundInterval",
  "ByteLimit",
  "MaxModels",
  "MaxModelsPerAuthor",
  "Seats",
  "Quorum",
  "Tolerance",
  "SeatStake",
  "Fund",
  "PrizeShares",
] as const;

function checkTerms(terms: Terms, fund: bigint, now: number): void {
  const demand = (good: boolean, term: typeof TERMS[number]) => {
    if (!good) refuse("BadTerms", TERMS.indexOf(term));
  };
  const sealed = BigInt(terms.testKeyCommitment) !== 0n;
  const window = (seconds: number) => seconds >= 1 && seconds <= 30 * DAY;
  demand(terms.registrationEnd > now, "RegistrationEnd");
  demand(terms.submissionEnd > terms.registrationEnd, "SubmissionEnd");
  demand(
    sealed ? terms.openingEnd > terms.submissionEnd : terms.openingEnd === terms.submissionEnd,
    "OpeningEnd",
  );
  demand(
    terms.evaluationEnd > terms.openingEnd && terms.evaluationEnd <= now + TEN_YEARS,
    "EvaluationEnd",
  );
  demand(window(terms.commitWindow), "CommitWindow");
  demand(window(terms.revealWindow), "RevealWindow");
  demand(terms.roundInterval <= 30 * DAY, "RoundInterval");
  demand(terms.byteLimit >= 1, "ByteLimit");
  demand(terms.maxModels >= 1, "MaxModels");
  demand(terms.maxModelsPerAuthor >= 1, "MaxModelsPerAuthor");
  demand(terms.seats >= 1 && terms.seats <= 1000, "Seats");
  demand(2 * terms.quorum > terms.seats && terms.quorum <= terms.seats, "Quorum");
  demand(terms.tolerance <= 100_000, "Tolerance");
  demand(terms.seatStake >= 1n, "SeatStake");
  demand(fund / 5n / BigInt(terms.seats * terms.maxModels) >= 1n && fund < 1n << 96n, "Fund");
  const sum = terms.prizeShares.reduce((total, share) => total + share, 0);
  const shares = terms.prizeShares.length;
  demand(shares === 0 || (shares <= 6 && sum === 10_000), "PrizeShares");
}

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

export function register(
  world: World,
  { now }: Moment,
  sender: Address,
  id: number,
  value: bigint,
): void {
  const competition = findCompetition(world, id);
  requirePhase(competition, now, "Registration");
  const due = buyInOf(competition);
  if (value !== due) refuse("WrongValue", value, due);
  if (competition.participants.includes(sender)) refuse("AlreadyRegistered", sender);
  competition.participants.push(sender);
  competition.held += value;
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
  if (!competition.participants.includes(sender)) refuse("NotRegistered", sender);
  if (size < 1 || size > terms.byteLimit) refuse("BadSize", size, terms.byteLimit);
  const keyed = BigInt(keyCommitment) !== 0n;
  if (isSealed(competition) && !keyed) refuse("NeedsKeyCommitment");
  if (!isSealed(competition) && keyed) refuse("NotSealed");
  if (models.length >= terms.maxModels) refuse("TooManyModels", terms.maxModels);
  const own = models.filter(({ author }) => author === sender).length;
  if (own >= terms.maxModelsPerAuthor) refuse("TooManyModels", terms.maxModelsPerAuthor);
  if (!isSealed(competition) && models.some((model) => model.digest === digest)) {
    refuse("DigestTaken", digest);
  }
  if (!isSealed(competition)) competition.queue.push(models.length);
  models.push({
    author: sender,
    submittedAt: now,
    size,
    digest,
    keyCommitment,
    status: isSealed(competition) ? "Sealed" : "Waiting",
    score: 0,
  });
  if (sizeOf(part) === 0) return;
  if (sizeOf(part) === size && sha256(part) !== digest) {
    refuse("DigestMismatch", sha256(part), digest);
  }
  checkPart(part, 0, size);
}

function checkPart(part: Hex, offset: number, size: number): void {
  const length = sizeOf(part);
  const fits = length > 0 && length <= MAX_PART && offset + length <= size;
  if (!fits) refuse("BadPart", offset, length, size);
}

export function addPart(
  world: World,
  { now }: Moment,
  sender: Address,
  id: number,
  { model: index, offset, part }: { model: number; offset: number; part: Hex },
): void {
  const competition = findCompetition(world, id);
  requirePhase(competition, now, "Submission");
  const model = competition.models[index] ?? refuse("NoSuchModel", id, index);
  if (model.author !== sender) refuse("NotAuthor", sender);
  checkPart(part, offset, model.size);
}

/** Section 3: what is published before the opening to bind a test set's key. */
export function testKeyCommitment(key: Hex): Hex {
  return keccak256(encodeAbiParameters([{ type: "bytes32" }], [key]));
}

/** Section 3: what an author submits to bind a model's key to itself. */
export function modelKeyCommitment(author: Address, key: Hex): Hex {
  return keccak256(
    encodeAbiParameters([{ type: "address" }, { type: "bytes32" }], [author, key]),
  );
}

/** Refuses unless a sealed competition is in its opening phase, before `openingEnd`. */
function requireOpening(competition: Competition, now: number): void {
  if (!isSealed(competition)) refuse("NotSealed");
  requirePhase(competition, now, "Opening");
}

export function openTestSet(world: World, { now }: Moment, id: number, key: Hex): void {
  const competition = findCompetition(world, id);
  requireOpening(competition, now);
  if (competition.testKey !== undefined) refuse("AlreadyOpened");
  if (testKeyCommitment(key) !== competition.terms.testKeyCommitment) refuse("WrongKey");
  competition.testKey = key;
}

export function openModel(
  world: World,
  { now }: Moment,
  id: number,
  index: number,
  key: Hex,
): void {
  const competition = findCompetition(world, id);
  requireOpening(competition, now);
  const model = competition.models[index] ?? refuse("NoSuchModel", id, index);
  if (model.status !== "Sealed") refuse("AlreadyOpened");
  if (modelKeyCommitment(model.author, key) !== model.keyCommitment) refuse("WrongKey");
  model.status = "Waiting";
  competition.queue.push(index);
}

export function cancel(world: World, { now }: Moment, id: number): void {
  const competition = findCompetition(world, id);
  const { fund, participants, owed, organizer } = competition;
  if (!isSealed(competition)) refuse("NotSealed");
  requirePhase(competition, now, "Evaluation");
  if (competition.testKey !== undefined) refuse("TestSetOpened");
  competition.ending = "Cancelled";
  const share = participants.length === 0 ? 0n : fund / 5n / BigInt(participants.length);
  owed.set(organizer, fund - share * BigInt(participants.length));
  for (const participant of participants) {
    owed.set(participant, (owed.get(participant) ?? 0n) + buyInOf(competition) + share);
  }
}
