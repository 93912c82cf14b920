/**
 * Competitions of any size, quickly: the contract's own calls, from accounts that the test chain acts
 * for. Packages and scores are made up, and whatever sayingAlways says is what the miners agree on.
 *
 * @module
 */
import { type Address, concat, type Hex, keccak256, parseEther, toHex, zeroHash } from "viem";
import { call } from "../../../miner/chain/call.ts";
import { countCompetitions } from "../../../miner/chain/read_competition.ts";
import type { Stage } from "../../../miner/demo/stage.ts";
import { sha256 } from "../../../miner/ipfs/cid.ts";
import { demlAbi } from "../../../protocol/generated/deml.ts";
import { commitmentOf, packScores } from "../../../protocol/round/commitment.ts";
import { packRows } from "../../../protocol/round/groups.ts";
import { modelsRoot } from "../../../protocol/score/evidence.ts";
import { mediansOf } from "../../../protocol/round/medians.ts";
import { openTerms, type Terms, termsHashOf } from "../../../protocol/terms/terms.ts";
import { type Call, crowdOf } from "../../dashboard/crowd.ts";
import { EVIDENCE } from "../saying_always.ts";

/** What all miners say of all models, in score units. */
export const SCORE = 42_000;
/** Commitments that a round takes (Round.sol). */
const MOST_COMMITS = 800;
/** Models that a round takes (PROTOCOL.md, section 6). */
const FULL_ROUND = 32;
/** The most evaluations that a model can be paid for. */
const MOST_SEATS = 400;
/** Models of one author. */
const PER_AUTHOR = 100;
/** Bytes of a package, in one part. */
const PACKAGE = 1_024;
const FUND = parseEther("1");
const HOUR = 3_600;
const DAY = 24 * HOUR;
/** Bystanders outlive whatever is played beside them. */
const LONG = 3_000 * DAY;

/** A competition to play. */
export interface Plan {
  models: number;
  miners: number;
  /** Does what is due for a further miner, who then opens and settles every round, and finalizes */
  beside?(id: bigint): Promise<void>;
}

/** A competition that was played to its end. */
export interface Played {
  id: bigint;
  /** Gas of the last call of each function; in rounds, of the last full round */
  gas: Map<string, number>;
  /** Gas of all calls */
  total: number;
}

/** Creates competitions that nobody joins, in registration for years. */
export async function createBystanders(
  stage: Stage,
  specDigest: Hex,
  count: number,
): Promise<void> {
  const crowd = crowdOf(stage);
  const [from] = await crowd.invite(["organizer of bystanders"]) as [Address];
  const start = await stage.now();
  const terms = openTerms({
    specDigest,
    fund: FUND,
    registrationEnd: start + LONG,
    submissionEnd: start + LONG + DAY,
    evaluationEnd: start + LONG + 9 * DAY,
  });
  await crowd.send(Array.from({ length: count }, (): Call => ({
    from,
    value: FUND,
    abi: demlAbi,
    functionName: "createCompetition",
    args: [terms],
  })));
}

/** Plays a competition from its creation until its winner is paid. */
export async function playCompetition(
  stage: Stage,
  specDigest: Hex,
  plan: Plan,
): Promise<Played> {
  const crowd = crowdOf(stage);
  const gas = new Map<string, number>();
  const id = await countCompetitions(stage.connection) + 1n;
  const invite = (role: string, count: number) =>
    crowd.invite(Array.from({ length: count }, (_, index) => `${id} ${role} ${index}`));
  const [organizer] = await invite("organizer", 1) as [Address];
  const authors = await invite("author", Math.ceil(plan.models / PER_AUTHOR));
  const miners = await invite("miner", plan.miners);
  let total = 0;
  const send: Send = async (name, args, senders, { value, noted = true } = {}) => {
    const sent = await crowd.send(senders.map((from, index) =>
      ({
        from,
        value,
        abi: demlAbi,
        functionName: name,
        args: typeof args === "function" ? args(from, index) : args,
      }) as unknown as Call
    ));
    total += sent.reduce((sum, each) => sum + each, 0);
    const last = sent.at(-1);
    if (noted && last !== undefined) gas.set(name, last);
  };
  const terms = await termsOf(stage, specDigest, plan);
  const termsHash = termsHashOf(organizer, FUND, terms);
  await send("createCompetition", [terms], [organizer], { value: FUND });
  const { buyIn } = await call(stage.connection, "standingOf", [id]);
  await send("register", [id, termsHash, zeroHash], authors, { value: buyIn });
  await send("enrol", [id, termsHash], miners, { value: terms.seatStake });
  await plan.beside?.(id);
  await stage.warpTo(terms.registrationEnd);
  const packages = await Promise.all(Array.from({ length: plan.models }, async (_, index) => {
    const bytes = bytesOf(`model ${index} of ${id}`);
    return { bytes: toHex(bytes), digest: toHex(await sha256(bytes)) };
  }));
  await send(
    "submitModel",
    (_, index) => {
      const { bytes, digest } = packages[index]!;
      return [id, digest, BigInt(PACKAGE), zeroHash, bytes];
    },
    packages.map((_, index) => authors[index % authors.length]!),
  );
  await stage.warpTo(terms.submissionEnd + 2 * terms.commitWindow);
  for (let round = 0; round * FULL_ROUND < plan.models; round++) {
    await playRound({ stage, send, id, miners, plan }, round);
  }
  // A miner beside them has found it due.
  const { canFinalize } = await call(stage.connection, "standingOf", [id]);
  if (canFinalize) await send("finalize", [id], [organizer]);
  await send("claimFor", [id, [miners.at(-1)!]], [organizer]);
  await send("withdraw", [id, authors[0]!], [authors[0]!]);
  return { id, gas, total };
}

type Send = (
  name: string,
  args: unknown[] | ((from: Address, index: number) => unknown[]),
  senders: Address[],
  /** Wei of each call; and whether it is one whose gas counts */
  choices?: { value?: bigint; noted?: boolean },
) => Promise<void>;

async function termsOf(stage: Stage, specDigest: Hex, plan: Plan): Promise<Terms> {
  const start = await stage.now();
  const perAuthor = Math.min(PER_AUTHOR, plan.models);
  return openTerms({
    specDigest,
    fund: FUND,
    registrationEnd: start + DAY,
    submissionEnd: start + 2 * DAY,
    evaluationEnd: start + 30 * DAY,
    maxModels: Math.max(2 * perAuthor, plan.models),
    maxModelsPerAuthor: perAuthor,
    seats: Math.min(MOST_SEATS, plan.miners + (plan.beside ? 1 : 0)),
    commitWindow: HOUR,
    revealWindow: HOUR,
    roundInterval: 0,
    tolerance: 0,
  });
}

interface Round {
  stage: Stage;
  send: Send;
  id: bigint;
  miners: Address[];
  plan: Plan;
}

async function playRound({ stage, send, id, miners, plan }: Round, round: number): Promise<void> {
  const { chainId, contract } = stage.connection;
  const at = BigInt(round);
  const size = Math.min(FULL_ROUND, plan.models - round * FULL_ROUND);
  const noted = size === Math.min(FULL_ROUND, plan.models);
  if (plan.beside) await plan.beside(id);
  else await send("openRound", [id], miners.slice(0, 1), { noted });
  const { models } = await call(stage.connection, "roundOf", [id, at]);
  const evidence = modelsRoot(models.map(() => EVIDENCE));
  const openings = miners.slice(0, MOST_COMMITS - (plan.beside ? 1 : 0)).map((miner) => ({
    miner,
    scores: packScores(models.map(() => SCORE)),
    evidence,
    salt: keccak256(toHex(`salt ${id} ${round} ${miner}`)),
  }));
  const sitting = openings.map(({ miner }) => miner);
  await send(
    "commit",
    (_, index) => {
      const place = { chainId, contract, competition: id, round };
      return [id, at, commitmentOf({ ...place, ...openings[index]! })];
    },
    sitting,
    { noted },
  );
  await plan.beside?.(id);
  await send(
    "reveal",
    (_, index) => {
      const { miner, scores, evidence, salt } = openings[index]!;
      return [id, at, miner, scores, evidence, salt];
    },
    sitting,
    { noted },
  );
  if (plan.beside) await plan.beside(id);
  else {
    const medians = mediansOf(openings, models.length);
    const args = [id, at, medians, packRows(openings), "0x"];
    await send("settle", args, miners.slice(0, 1), { noted });
  }
  const { status } = await call(stage.connection, "roundOf", [id, at]);
  // RoundStatus.Settled
  if (status !== 2) throw new Error(`Round ${round} of competition ${id} is not settled`);
}

/** Bytes like those of compressed weights, the same for the same name. */
function bytesOf(name: string): Uint8Array<ArrayBuffer> {
  const words = Array.from({ length: PACKAGE / 32 }, (_, at) => keccak256(toHex(`${name} ${at}`)));
  return Uint8Array.fromHex(concat(words).slice(2));
}
