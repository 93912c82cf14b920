/**
 * Miners whose scores are made up: the contract's own calls, without an evaluation.
 *
 * @module
 */
import { type Address, type Hex, keccak256, toHex } from "viem";
import { demlAbi } from "../../protocol/generated/deml.ts";
import { call } from "../../miner/chain/call.ts";
import { commitmentOf, packScores } from "../../protocol/round/commitment.ts";
import { packOpenings } from "../../protocol/round/groups.ts";
import type { Stage } from "../../miner/demo/stage.ts";
import { mediansOf } from "../../protocol/round/medians.ts";
import type { Call, Crowd } from "./crowd.ts";

/** The verdict of a seat's miner on a model. */
export type Says = (model: number, seat: number) => number;

/** The place of round zero, as a number of a model. */
export const TEST_SET = -1;

/**
 * Opens and settles rounds, as long as one can be opened.
 *
 * @param most So many at most
 */
export async function settleRounds(
  stage: Stage,
  crowd: Crowd,
  id: bigint,
  miners: Address[],
  says: Says,
  most: number,
): Promise<void> {
  const { connection } = stage;
  const { chainId, contract } = connection;
  for (let settled = 0; settled < most; settled++) {
    await enrolAgain(stage, crowd, id, miners);
    const standing = await call(connection, "standingOf", [id]);
    if (!standing.canOpenRound) return;
    const [anybody] = miners as [Address];
    await crowd.send([{ from: anybody, abi: demlAbi, functionName: "openRound", args: [id] }]);
    const round = standing.rounds;
    const { models, testSet } = await call(connection, "roundOf", [id, BigInt(round)]);
    const places = testSet ? [TEST_SET] : models;
    const openings = miners.map((miner, seat) => ({
      miner,
      scores: packScores(places.map((model) => says(model, seat))),
      evidence: keccak256(toHex(`evidence ${round} ${seat}`)),
      salt: keccak256(toHex(`salt ${round} ${seat}`)),
    }));
    await crowd.send(openings.map((opening) => ({
      from: opening.miner,
      abi: demlAbi,
      functionName: "commit",
      args: [
        id,
        BigInt(round),
        commitmentOf({ chainId, contract, competition: id, round, ...opening }),
      ],
    })));
    await crowd.send([{
      from: anybody,
      abi: demlAbi,
      functionName: "settle",
      args: [
        id,
        BigInt(round),
        mediansOf(openings, places.length),
        "0x",
        packOpenings(openings),
      ],
    }]);
  }
}

/** Deposits for miners, each by its own. */
export async function enrol(
  crowd: Crowd,
  id: bigint,
  termsHash: Hex,
  miners: Address[],
  stake: bigint,
): Promise<void> {
  await crowd.send(miners.map((from): Call => ({
    from,
    value: stake,
    abi: demlAbi,
    functionName: "enrol",
    args: [id, termsHash],
  })));
}

/** An outlier lost its deposit: it brings another, and waits until that counts. */
async function enrolAgain(
  stage: Stage,
  crowd: Crowd,
  id: bigint,
  miners: Address[],
): Promise<void> {
  const [seats, { termsHash }, { seatStake, commitWindow, evaluationEnd }] = await Promise.all([
    call(stage.connection, "seatsOf", [id, miners]),
    call(stage.connection, "standingOf", [id]),
    call(stage.connection, "termsOf", [id]),
  ]);
  const now = await stage.now();
  if (now + 2 * commitWindow >= evaluationEnd) return;
  await enrol(crowd, id, termsHash, miners.filter((_, at) => !seats[at]!.enrolled), seatStake);
  if (seats.some(({ enrolled }) => !enrolled)) await stage.warpTo(now + 2 * commitWindow + 1);
}
