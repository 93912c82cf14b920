/**
 * Fills a real competition with many models, quickly: the contract's own calls, sent from accounts
 * that the test chain lets anybody act for, with made-up packages and made-up scores.
 *
 * @module
 */
import { type Address, parseEther, toHex, zeroHash } from "viem";
import { demlAbi } from "../../protocol/generated/deml.ts";
import { countCompetitions } from "../../miner/chain/read_competition.ts";
import { openTerms, termsHashOf } from "../../protocol/terms/terms.ts";
import type { Stage } from "../../miner/demo/stage.ts";
import { sha256 } from "../../miner/ipfs/cid.ts";
import { INVALID_SCORE } from "../../protocol/score/score.ts";
import { crowdOf, type Sent } from "./crowd.ts";
import { enrol, settleRounds } from "./judge.ts";

/** How to fill. */
export interface Filling {
  models: number;
  /** Of one author; 25 unless told */
  perAuthor?: number;
  /** Authors who register in addition to those that submit the models */
  authors?: Address[];
  /** Evaluations per model; 3 unless told */
  seats?: number;
  /** Rounds to settle; all that there are unless told */
  rounds?: number;
  /** Whether to finalize once all is judged */
  finalize?: boolean;
}

/** What was filled. */
export interface Filled {
  id: number;
  organizer: Address;
  authors: Address[];
  miners: Address[];
}

const FUND = parseEther("10");
const HOUR = 3_600;
const DAY = 86_400;

/** Creates a competition, fills it and settles its rounds. */
export async function fillCompetition(stage: Stage, filling: Filling): Promise<Filled> {
  const { models, perAuthor = 25, seats = 3, rounds = Infinity, finalize = false } = filling;
  const { authors: others = [] } = filling;
  const crowd = crowdOf(stage);
  const id = Number(await countCompetitions(stage.connection)) + 1;
  const name = (role: string, index: number) => `${id} ${role} ${index}`;
  const [organizer] = await crowd.invite([name("organizer", 0)]) as [Address];
  const authors = await crowd.invite(
    Array.from({ length: Math.ceil(models / perAuthor) }, (_, index) => name("author", index)),
  );
  const miners = await crowd.invite(
    Array.from({ length: seats }, (_, index) => name("miner", index)),
  );
  const start = await stage.now();
  const terms = openTerms({
    specDigest: stage.specDigest,
    fund: FUND,
    registrationEnd: start + DAY,
    submissionEnd: start + 2 * DAY,
    evaluationEnd: start + 9 * DAY,
    maxModels: Math.max(2 * perAuthor, models),
    maxModelsPerAuthor: perAuthor,
    seats,
    commitWindow: HOUR,
    revealWindow: HOUR,
    roundInterval: 0,
  });
  const at = BigInt(id);
  const termsHash = termsHashOf(organizer, FUND, terms);
  const of = (sent: Omit<Sent, "abi">): Sent => ({ abi: demlAbi, ...sent }) as Sent;
  await crowd.send([{
    from: organizer,
    value: FUND,
    ...of({ functionName: "createCompetition", args: [terms] }),
  }]);
  for (const address of others) await stage.chain.control.impersonateAccount({ address });
  await crowd.send([...authors, ...others].map((from) => ({
    from,
    value: FUND / 10n,
    ...of({ functionName: "register", args: [at, termsHash, zeroHash] }),
  })));
  // Deposits must be some windows old: they come a day before the first round.
  await enrol(crowd, at, termsHash, miners, terms.seatStake);
  await stage.warpTo(terms.registrationEnd);
  const packages = await Promise.all(Array.from({ length: models }, async (_, index) => {
    const bytes = new TextEncoder().encode(`package ${index} of competition ${id}`);
    return { bytes, digest: toHex(await sha256(bytes)) };
  }));
  await crowd.send(packages.map(({ bytes, digest }, index) => ({
    // Taking turns, so that neighbours on the board are by different authors.
    from: authors[index % authors.length]!,
    ...of({
      functionName: "submitModel",
      args: [at, digest, BigInt(bytes.length), zeroHash, toHex(bytes)],
    }),
  })));
  await settleRounds(stage, crowd, at, miners, saysOf, rounds);
  if (finalize) {
    const partsEnd = terms.submissionEnd + terms.commitWindow;
    if (await stage.now() < partsEnd) await stage.warpTo(partsEnd);
    await settleRounds(stage, crowd, at, miners, saysOf, Infinity);
    await crowd.send([{ from: organizer, ...of({ functionName: "finalize", args: [at] }) }]);
  }
  return { id, organizer, authors, miners };
}

/**
 * The score that an honest evaluation of a model gives, made up: many differ, some are equal, one
 * in forty-one is INVALID.
 */
export function scoreOf(model: number): number {
  if (model % 41 === 7) return INVALID_SCORE;
  // A good model is rarer than a fair one. 7,919 is prime: neighbours differ.
  const share = (model * 7_919 % 1_000) / 1_000;
  return 99_900 - Math.floor(90_000 * (1 - share) ** 2 / 50) * 50;
}

/** What the miner of a seat says: now and then it is a little off, and rarely far. */
function saysOf(model: number, seat: number): number {
  const score = scoreOf(model);
  if (score === INVALID_SCORE) return score;
  // Nobody agrees with anybody: after three rounds such a model is unjudged.
  if (model % 331 === 5) return Math.max(0, score - 1_000 * seat);
  if (seat > 0 && model % 97 === 11 + seat) return Math.max(0, score - 5_000);
  return model % 13 === seat ? Math.max(0, score - 10) : score;
}

/** The board in the page, and the link of each of its rows. */
export const BOARD = "table.board";
export const ROW = `${BOARD} tbody td a`;
