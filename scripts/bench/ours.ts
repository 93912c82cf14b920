/**
 * What our contract costs: a few competitions in one deployment, under the limits of a real chain.
 *
 * @module
 */
import { type Address, concat, encodeAbiParameters, encodeFunctionData } from "viem";
import { type EncodeFunctionDataParameters, type Hex, keccak256, parseEther } from "viem";
import { sha256, size, zeroHash } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { demlAbi, demlBytecode } from "../../protocol/generated/deml.ts";
import { commitmentOf, packScores } from "../../protocol/round/commitment.ts";
import { packOpenings, packRows } from "../../protocol/round/groups.ts";
import { signCommit } from "../../protocol/round/sign_commit.ts";
import { openTerms, type Terms, termsHashOf } from "../../protocol/terms/terms.ts";
import { mediansOf } from "../../protocol/round/medians.ts";
import {
  accountOf,
  type Bench,
  bestOf,
  bytesOf,
  calldataFloor,
  digestOf,
  openBench,
  scoreOf,
  START,
} from "./chain.ts";
import { type GasLog, note } from "./log.ts";

const FUND = parseEther("1");
const ORGANIZER = accountOf("organizer");
const ANYBODY = accountOf("anybody");

/** Miners that one call of enrolFor, commitFor or claimFor serves. */
const BATCH = 100;

/** Scores of the miners differ as those of so many kinds of processor might: each kind agrees. */
const KINDS = 3;

/** The most models of a round, and the most deposits of a competition. */
const FULL_ROUND = 32;
const FULL_BENCH = 800;

/** Rows that all differ differ by so much: a fifth of them has an outlier, and loses its stake. */
const SPREAD = 103;

const CHAIN_ID = 31_337;

/** What was measured. */
export interface OurGas {
  deployment: number;
  /** 20 models; a pool enrols its miners, brings their commitments, settles, and everybody is paid */
  pooled: GasLog;
  /** 20 models; every miner commits itself; one call settles with all the openings */
  relayed: GasLog;
  /** 20 models; every miner reveals itself */
  self: GasLog;
  /** One model; every miner reveals itself */
  single: GasLog;
  /** 20 models; as `relayed`, by 300 miners and by 800 */
  crowds: [GasLog, GasLog];
  /** 32 models; 800 miners, no two of whom have the same row, and each reveals itself */
  distinct: { log: GasLog; calldata: number };
  /** submitModel of 24 KB and of 100 KB, with the floors of their calldata */
  large: [Submitted, Submitted];
}

/** A submission's gas, and the floor that its calldata sets. */
interface Submitted {
  gas: number;
  floor: number;
}

/** A competition in play. */
interface Play {
  bench: Bench;
  contract: Address;
  log: GasLog;
  id: bigint;
  models: number;
  miners: number;
  /** Authors reserve their place when they register */
  reserved: boolean;
  /** The score that a miner gives to a model */
  score(model: number, miner: number): number;
}

/** Plays it all. */
export async function measureOurs(models: number, miners: number): Promise<OurGas> {
  const bench = await openBench();
  try {
    const deployer = accountOf("deployer");
    const { gas, contract } = await bench.deploy({ from: deployer, data: demlBytecode });
    let competitions = 0n;
    const play = (choices: Partial<Play> = {}): Play => ({
      bench,
      contract,
      log: new Map(),
      id: ++competitions,
      models,
      miners,
      reserved: false,
      score: (model, miner) => scoreOf(model, miner % KINDS),
      ...choices,
    });

    // First in its deployment, so that the first use of the contract's own storage is in it.
    const pooled = play({ reserved: true });
    await upToRound(pooled, enrolPool);
    await commitPool(pooled);
    await settle(pooled, "openings");
    await payEverybody(pooled);

    const relayed = play();
    await upToRound(relayed, enrolEach);
    await commitEach(relayed);
    await settle(relayed, "openings");

    const self = play();
    await upToRound(self, enrolEach);
    await commitEach(self);
    await revealAll(self);
    await settle(self, "rows");

    const single = play({ models: 1 });
    await upToRound(single, enrolEach);
    await commitEach(single);
    await revealAll(single);
    await settle(single, "rows");

    const large = await submitLarge(play());

    const crowd = async (miners: number) => {
      const many = play({ miners });
      await upToRound(many, enrolPool);
      await commitEach(many);
      await settle(many, "openings");
      return many.log;
    };
    const crowds: OurGas["crowds"] = [await crowd(300), await crowd(FULL_BENCH)];

    const distinct = play({
      models: FULL_ROUND,
      miners: FULL_BENCH,
      score: (model, miner) => 90_000 + (miner * (model + 1) + Math.floor(miner / SPREAD)) % SPREAD,
    });
    await upToRound(distinct, enrolPool);
    await commitEach(distinct);
    await revealAll(distinct);
    const calldata = await settle(distinct, "rows");

    return {
      deployment: gas,
      pooled: pooled.log,
      relayed: relayed.log,
      self: self.log,
      single: single.log,
      crowds,
      distinct: { log: distinct.log, calldata },
      large,
    };
  } finally {
    await bench.close();
  }
}

type Sent = EncodeFunctionDataParameters<typeof demlAbi>;

/** Answers the bytes of calldata. */
async function send(play: Play, from: Address, sent: Sent, value = 0n): Promise<number> {
  const data = encodeFunctionData(sent);
  const { gas } = await play.bench.send({ from, to: play.contract, data, value });
  note(play.log, sent.functionName!, gas);
  return size(data);
}

/** keccak256(abi.encode(author, digest)). */
function reservationOf(author: Address, model: Hex): Hex {
  return keccak256(
    encodeAbiParameters([{ type: "address" }, { type: "bytes32" }], [author, sha256(model)]),
  );
}

/** Creates a competition, its authors registered and submissions open. */
async function created(play: Play, authors: number): Promise<Terms> {
  const { id } = play;
  const base = START + Number(id) * 1_000_000;
  await play.bench.warpTo(base);
  const terms = openTerms({
    specDigest: digestOf("spec"),
    fund: FUND,
    registrationEnd: base + 50_000,
    submissionEnd: base + 60_000,
    evaluationEnd: base + 300_000,
  });
  const creation: Sent = { abi: demlAbi, functionName: "createCompetition", args: [terms] };
  await send(play, ORGANIZER, creation, FUND);
  const hash = termsHashOf(ORGANIZER, FUND, terms);
  for (let i = 0; i < authors; i++) {
    const author = accountOf("author", i);
    const reservation = play.reserved ? reservationOf(author, modelOf(i)) : zeroHash;
    const args = [id, hash, reservation] as const;
    await send(play, author, { abi: demlAbi, functionName: "register", args }, FUND / 10n);
  }
  await play.bench.warpTo(terms.registrationEnd);
  return terms;
}

/** An author's model, of 1 KB. */
function modelOf(author: number): Hex {
  return bytesOf("model", author, 1_024);
}

function submission(id: bigint, model: Hex): Sent {
  const args = [id, sha256(model), BigInt(size(model)), zeroHash, model] as const;
  return { abi: demlAbi, functionName: "submitModel", args };
}

async function upToRound(
  play: Play,
  enrol: (play: Play, stake: bigint, hash: Hex) => Promise<void>,
): Promise<void> {
  const { id } = play;
  const terms = await created(play, play.models);
  for (let j = 0; j < play.models; j++) {
    await send(play, accountOf("author", j), submission(id, modelOf(j)));
  }
  await enrol(play, terms.seatStake, termsHashOf(ORGANIZER, FUND, terms));
  // Deposits count when they are two periods old.
  await play.bench.warpTo(terms.submissionEnd + 2 * terms.commitWindow);
  await send(play, ANYBODY, { abi: demlAbi, functionName: "openRound", args: [id] });
}

/** A miner's key, the same in every run. */
function keyOf(i: number) {
  return privateKeyToAccount(digestOf("miner's key", i));
}

/** The miners' addresses: keys are slow to turn into them, and many competitions have the same. */
const addresses = new Map<number, Address>();

function addressOf(i: number): Address {
  const address = addresses.get(i) ?? keyOf(i).address;
  addresses.set(i, address);
  return address;
}

async function enrolPool(play: Play, stake: bigint, hash: Hex): Promise<void> {
  const miners = Array.from({ length: play.miners }, (_, i) => addressOf(i));
  for (const miner of miners) await play.bench.welcome(miner);
  for (let from = 0; from < miners.length; from += BATCH) {
    const batch = miners.slice(from, from + BATCH);
    const enrolment: Sent = {
      abi: demlAbi,
      functionName: "enrolFor",
      args: [play.id, hash, batch],
    };
    await send(play, ANYBODY, enrolment, stake * BigInt(batch.length));
  }
}

async function enrolEach(play: Play, stake: bigint, hash: Hex): Promise<void> {
  const enrolment: Sent = { abi: demlAbi, functionName: "enrol", args: [play.id, hash] };
  for (const { miner } of openingsOf(play)) await send(play, miner, enrolment, stake);
}

function placeOf({ contract, id }: Play) {
  return { chainId: CHAIN_ID, contract, competition: id, round: 0 };
}

async function commitPool(play: Play): Promise<void> {
  const signed: Hex[] = [];
  for (const [i, opening] of openingsOf(play).entries()) {
    const commitment = commitmentOf({ ...placeOf(play), ...opening });
    signed.push(await signCommit(keyOf(i), { ...placeOf(play), commitment }));
  }
  for (let from = 0; from < signed.length; from += BATCH) {
    const args = [play.id, 0n, concat(signed.slice(from, from + BATCH))] as const;
    await send(play, ANYBODY, { abi: demlAbi, functionName: "commitFor", args });
  }
}

async function commitEach(play: Play): Promise<void> {
  for (const opening of openingsOf(play)) {
    const args = [play.id, 0n, commitmentOf({ ...placeOf(play), ...opening })] as const;
    await send(play, opening.miner, { abi: demlAbi, functionName: "commit", args });
  }
}

function openingOf(play: Play, i: number) {
  return {
    miner: addressOf(i),
    scores: packScores(Array.from({ length: play.models }, (_, j) => play.score(j, i))),
    evidence: digestOf("evidence", i % KINDS),
    salt: digestOf("salt", i),
  };
}

function openingsOf(play: Play) {
  return Array.from({ length: play.miners }, (_, i) => openingOf(play, i));
}

async function revealAll(play: Play): Promise<void> {
  for (const { miner, scores, evidence, salt } of openingsOf(play)) {
    const args = [play.id, 0n, miner, scores, evidence, salt] as const;
    await send(play, miner, { abi: demlAbi, functionName: "reveal", args });
  }
}

/** Answers the bytes of calldata. */
function settle(play: Play, by: "rows" | "openings"): Promise<number> {
  const all = openingsOf(play);
  const medians = mediansOf(all, play.models);
  const given = by === "rows" ? [packRows(all), "0x"] as const : ["0x", packOpenings(all)] as const;
  const args = [play.id, 0n, medians, ...given] as const;
  return send(play, ANYBODY, { abi: demlAbi, functionName: "settle", args });
}

/** Ends a competition; nothing of it may stay in the contract. */
async function payEverybody(play: Play): Promise<void> {
  const { id } = play;
  await send(play, ANYBODY, { abi: demlAbi, functionName: "finalize", args: [id] });
  const miners = openingsOf(play).map(({ miner }) => miner);
  for (let at = 0; at < miners.length; at += BATCH) {
    const args = [id, miners.slice(at, at + BATCH)] as const;
    await send(play, ANYBODY, { abi: demlAbi, functionName: "claimFor", args });
  }
  const winner = accountOf("author", bestOf(play.models));
  await send(play, winner, { abi: demlAbi, functionName: "withdraw", args: [id, winner] });
  const left = await play.bench.balanceOf(play.contract);
  if (left !== 0n) throw new Error(`${left} wei stayed in the contract`);
}

async function submitLarge(play: Play): Promise<OurGas["large"]> {
  await created(play, 1);
  const submit = async (i: number, length: number): Promise<Submitted> => {
    const sent = submission(play.id, bytesOf("large", i, length));
    await send(play, accountOf("author"), sent);
    return {
      gas: play.log.get("submitModel")?.[i] ?? NaN,
      floor: calldataFloor(encodeFunctionData(sent)),
    };
  };
  return [await submit(0, 24 * 1_024), await submit(1, 100 * 1_024)];
}
