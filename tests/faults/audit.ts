/**
 * What a run came to, by the chain alone: every block, receipt and balance.
 *
 * @module
 */
import { type Address, decodeFunctionData, type Hex, parseEventLogs } from "viem";
import { demlAbi } from "../../protocol/generated/deml.ts";
import { readCompetition } from "../../miner/chain/read_competition.ts";
import { readModels } from "../../miner/chain/read_models.ts";
import { readRound } from "../../miner/chain/read_rounds.ts";
import { roundIdentity } from "../../miner/duties/seat_key.ts";
import { ABSTAIN_SCORE, isScore } from "../../protocol/score/score.ts";
import type { World } from "./world.ts";

/**
 * Commitments that were recorded, and their scores where those are known, by seat and the round's
 * identity.
 */
export type Openings = Map<string, Map<Hex, number[] | undefined>>;

/** What was found. */
export interface Audit {
  commitments: number;
  /** Stakes that the contract took: every miner is honest */
  forfeits: number;
  /** Seats in a round that two commitments were made for */
  secondCommitments: number;
  /** Commitments on the chain to a row that is not the one of the models of its round */
  strayCommitments: number;
  /** Commitments to the right row that were made for an earlier opening of their round */
  carriedOver: number;
  /** Models without a score at the end */
  unjudged: number;
  unaccountedWei: bigint;
  /** Transactions of miners */
  reverted: number;
  revertedCalls: string[];
}

/** Nobody has its key: what is burnt is sent there. */
const NOBODY: Address = "0x000000000000000000000000000000000000dEaD";

/**
 * Looks through a chain.
 *
 * @param scoreOf What an honest miner finds of a model, by its digest; where it is absent, a row is
 * right only in the round that it was made for
 */
export async function audit(
  { connection, id, purses, anvil }: World,
  miners: Address[],
  openings: Openings,
  scoreOf?: ReadonlyMap<Hex, number>,
): Promise<Audit> {
  const { client, contract } = connection;
  const people = new Set([...purses.keys()].map((address) => address.toLowerCase()));
  const workers = new Set(miners.map((address) => address.toLowerCase()));
  const recorded = new Map(
    [...openings].flatMap(([seat, commitments]) =>
      [...commitments].map(([commitment, scores]) => [commitment, { seat, scores }] as const)
    ),
  );
  let [gas, commitments, lost, strayCommitments, carriedOver] = [0n, 0, 0n, 0, 0];
  const revertedCalls: string[] = [];
  const head = await client.getBlockNumber();
  const competition = await readCompetition(connection, id);
  const models = await readModels(connection, id, competition.models);
  for (let number = 0n; number <= head; number++) {
    const receipts = await anvil.rpc<Receipt[]>("eth_getBlockReceipts", [
      `0x${number.toString(16)}`,
    ]);
    for (const receipt of receipts) {
      const from = receipt.from.toLowerCase();
      if (people.has(from)) gas += BigInt(receipt.gasUsed) * BigInt(receipt.effectiveGasPrice);
      if (!workers.has(from)) continue;
      const { input, gas: limit } = await client.getTransaction({ hash: receipt.transactionHash });
      if (input === "0x") continue;
      const { functionName, args } = decodeFunctionData({ abi: demlAbi, data: input });
      if (receipt.status !== "0x1") {
        const why = BigInt(receipt.gasUsed) === limit ? "out of gas" : "too late";
        revertedCalls.push(`${functionName} by ${from} in ${number}, ${why}`);
      } else if (functionName === "commit") {
        commitments++;
        const [, index, commitment] = args;
        const round = await readRound(connection, id, Number(index));
        const digests = round.models.map((model) => models[model]!.digest);
        const identity = roundIdentity(round, digests);
        const { seat, scores } = recorded.get(commitment) ?? {};
        const isOfRound = seat?.endsWith(identity) ?? false;
        const isRight = scoreOf === undefined ? isOfRound : scores?.length === digests.length &&
          scores.every((score, at) =>
            score === ABSTAIN_SCORE || score === scoreOf.get(digests[at]!)
          );
        if (!isRight) strayCommitments++;
        else if (!isOfRound) carriedOver++;
      }
    }
    const logs = receipts.flatMap((receipt) => receipt.logs);
    const events = parseEventLogs({ abi: demlAbi, logs: logs as never });
    for (const event of events) {
      if (event.eventName === "RoundSettled" || event.eventName === "RoundFailed") {
        lost += event.args.lost;
      }
    }
  }
  const balanceOf = (address: Address) => client.getBalance({ address });
  const balances = await Promise.all([...purses.keys()].map(balanceOf));
  const [start, end] = [[...purses.values()], balances].map((list) =>
    list.reduce((sum, each) => sum + each, 0n)
  ) as [bigint, bigint];
  const [held, burnt] = await Promise.all([balanceOf(contract), balanceOf(NOBODY)]);
  const difference = start - end - gas - held - burnt;
  const unknown = held - competition.held;
  return {
    commitments,
    forfeits: Number(lost),
    secondCommitments: [...openings.values()].filter(({ size }) => size > 1).length,
    strayCommitments,
    carriedOver,
    unjudged: models.filter(({ score }) => score === undefined || !isScore(score)).length,
    unaccountedWei: (difference < 0n ? -difference : difference) +
      (unknown < 0n ? -unknown : unknown),
    reverted: revertedCalls.length,
    revertedCalls,
  };
}

interface Receipt {
  from: Address;
  status: Hex;
  gasUsed: Hex;
  effectiveGasPrice: Hex;
  transactionHash: Hex;
  logs: unknown[];
}
