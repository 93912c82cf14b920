/**
 * What our contract costs: three competitions in one deployment, under the limits of a real chain.
 *
 * @module
 */
import { type Address, concat, encodeFunctionData, type EncodeFunctionDataParameters } from "viem";
import { type Hex, parseEther, sha256, zeroHash } from "viem";
import { demlAbi, demlBytecode } from "../../contracts/generated/deml.ts";
import { commitmentOf, packScores } from "../../miner/chain/commitment.ts";
import { openTerms } from "../../miner/chain/terms.ts";
import { mediansOf } from "../../miner/duties/settle.ts";
import { accountOf, type Bench, bestOf, bytesOf, calldataFloor, digestOf } from "./chain.ts";
import { openBench, scoreOf, START } from "./chain.ts";
import { type GasLog, note } from "./log.ts";

const FUND = parseEther("1");
const ORGANIZER = accountOf("organizer");
const ANYBODY = accountOf("anybody");

/** Miners that one call of enrolFor or claimFor serves. */
const BATCH = 50;

/** What was measured. */
export interface OurGas {
  deployment: number;
  /** 20 models; one call settles with all the openings; everybody is paid */
  relayed: GasLog;
  /** 20 models; every miner reveals itself */
  self: GasLog;
  /** One model; every miner reveals itself */
  single: GasLog;
  /** submitModel of 24 KB and of 100 KB, with the floors of their calldata */
  large: { gas: number; floor: number }[];
}

/** A competition in play. */
interface Play {
  bench: Bench;
  contract: Address;
  log: GasLog;
  id: bigint;
  models: number;
  miners: number;
}

/** Plays it all. */
export async function measureOurs(models: number, miners: number): Promise<OurGas> {
  const bench = await openBench();
  try {
    const deployer = accountOf("deployer");
    const { gas, created } = await bench.send({ from: deployer, data: demlBytecode });
    const play = (id: bigint, count = models): Play => {
      return { bench, contract: created!, log: new Map(), id, models: count, miners };
    };

    // First in its deployment, so that the first use of the contract's own storage is in it.
    const relayed = play(1n);
    await upToCommits(relayed);
    await settle(relayed, "openings");
    await payEverybody(relayed);

    const self = play(2n);
    await upToCommits(self);
    await revealAll(self);
    await settle(self, "rows");

    const single = play(3n, 1);
    await upToCommits(single);
    await revealAll(single);
    await settle(single, "rows");

    const large = await submitLarge(play(4n));
    return { deployment: gas, relayed: relayed.log, self: self.log, single: single.log, large };
  } finally {
    await bench.close();
  }
}

type Sent = EncodeFunctionDataParameters<typeof demlAbi>;

async function send(play: Play, from: Address, sent: Sent, value = 0n): Promise<void> {
  const data = encodeFunctionData(sent);
  const { gas } = await play.bench.send({ from, to: play.contract, data, value });
  note(play.log, sent.functionName!, gas);
}

/** Creates a competition, its authors registered and submissions open. */
async function created(play: Play, authors: number): Promise<ReturnType<typeof openTerms>> {
  const base = START + Number(play.id) * 1_000_000;
  await play.bench.warpTo(base);
  const terms = openTerms({
    specDigest: digestOf("spec"),
    fund: FUND,
    registrationEnd: base + 1_000,
    submissionEnd: base + 2_000,
    evaluationEnd: base + 90_000,
    seats: play.miners,
  });
  const creation: Sent = { abi: demlAbi, functionName: "createCompetition", args: [terms] };
  await send(play, ORGANIZER, creation, FUND);
  for (let i = 0; i < authors; i++) {
    const registration: Sent = { abi: demlAbi, functionName: "register", args: [play.id] };
    await send(play, accountOf("author", i), registration, FUND / 10n);
  }
  await play.bench.warpTo(terms.registrationEnd);
  return terms;
}

function submission(id: bigint, model: Hex): Sent {
  const size = BigInt((model.length - 2) / 2);
  const args = [id, sha256(model), size, zeroHash, model] as const;
  return { abi: demlAbi, functionName: "submitModel", args };
}

async function upToCommits(play: Play): Promise<void> {
  const { id } = play;
  const terms = await created(play, play.models);
  for (let j = 0; j < play.models; j++) {
    await send(play, accountOf("author", j), submission(id, bytesOf("model", j, 1_024)));
  }
  await enrolled(play, terms.seatStake);
  await play.bench.warpTo(terms.submissionEnd);
  await send(play, ANYBODY, { abi: demlAbi, functionName: "openRound", args: [id] });
  for (let i = 0; i < play.miners; i++) {
    const commitment = commitmentOf({
      chainId: 31_337,
      contract: play.contract,
      competition: id,
      round: 0,
      ...openingOf(play, i),
    });
    const args = [id, 0n, commitment] as const;
    await send(play, accountOf("miner", i), { abi: demlAbi, functionName: "commit", args });
  }
}

/** In the first, relayed play a pool enrols its miners, else each does it for itself. */
async function enrolled(play: Play, stake: bigint): Promise<void> {
  const { id } = play;
  const miners = Array.from({ length: play.miners }, (_, i) => accountOf("miner", i));
  if (play.id !== 1n) {
    const enrolment: Sent = { abi: demlAbi, functionName: "enrol", args: [id] };
    for (const miner of miners) await send(play, miner, enrolment, stake);
    return;
  }
  for (let from = 0; from < miners.length; from += BATCH) {
    const batch = miners.slice(from, from + BATCH);
    const enrolment: Sent = { abi: demlAbi, functionName: "enrolFor", args: [id, batch] };
    await send(play, ANYBODY, enrolment, stake * BigInt(batch.length));
  }
}

function openingOf(play: Play, i: number) {
  return {
    miner: accountOf("miner", i),
    scores: packScores(Array.from({ length: play.models }, (_, j) => scoreOf(j, i))),
    evidence: digestOf("evidence", i),
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

async function settle(play: Play, by: "rows" | "openings"): Promise<void> {
  const all = openingsOf(play);
  const medians = mediansOf(all, play.models);
  const packed = concat(
    all.flatMap(({ miner, scores, evidence, salt }) =>
      by === "rows" ? [miner, scores] : [miner, scores, evidence, salt]
    ),
  );
  const given = by === "rows" ? [packed, "0x"] as const : ["0x", packed] as const;
  const args = [play.id, 0n, medians, ...given] as const;
  await send(play, ANYBODY, { abi: demlAbi, functionName: "settle", args });
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
  const large = [24 * 1_024, 100 * 1_024].map((length, i) => bytesOf("large", i, length));
  for (const model of large) await send(play, accountOf("author"), submission(play.id, model));
  return large.map((model, i) => ({
    gas: play.log.get("submitModel")![i]!,
    floor: calldataFloor(encodeFunctionData(submission(play.id, model))),
  }));
}
