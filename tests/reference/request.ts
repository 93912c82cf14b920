/**
 * A call of the reference model as the contract takes it.
 *
 * @module
 */
import type { Address, ContractFunctionArgs, ContractFunctionName } from "viem";
import type { demlAbi } from "../../protocol/generated/deml.ts";
import { packScores } from "../../protocol/round/commitment.ts";
import { packOpenings, packRows } from "../../protocol/round/groups.ts";
import { signBatch } from "./actors.ts";
import type { Call } from "./protocol.ts";

type Write = ContractFunctionName<typeof demlAbi, "payable" | "nonpayable">;

export interface Request {
  functionName: Write;
  args: readonly unknown[];
  value: bigint;
}

/** What a call sends, signatures made. */
export async function request(
  call: Call,
  { chainId, contract }: { chainId: number; contract: Address },
): Promise<Request> {
  const value = "value" in call ? call.value : 0n;
  const bind = <Name extends Write>(
    functionName: Name,
    args: ContractFunctionArgs<typeof demlAbi, "payable" | "nonpayable", Name>,
  ): Request => ({ functionName, args: args as readonly unknown[], value });
  switch (call.name) {
    case "createCompetition":
      return bind(call.name, [call.terms]);
    case "register":
      return bind(call.name, [BigInt(call.id), call.termsHash, call.reservation]);
    case "reserve":
      return bind(call.name, [BigInt(call.id), call.reservation]);
    case "enrol":
      return bind(call.name, [BigInt(call.id), call.termsHash]);
    case "enrolFor":
      return bind(call.name, [BigInt(call.id), call.termsHash, call.miners]);
    case "cancel":
    case "openRound":
    case "finalize":
      return bind(call.name, [BigInt(call.id)]);
    case "submitModel": {
      const { digest, size, keyCommitment, part } = call;
      return bind(call.name, [BigInt(call.id), digest, BigInt(size), keyCommitment, part]);
    }
    case "addPart": {
      const { model, offset, part } = call;
      return bind(call.name, [BigInt(call.id), BigInt(model), BigInt(offset), part]);
    }
    case "nameModel":
    case "claimScore":
      return bind(call.name, [BigInt(call.id), BigInt(call.model), call.word]);
    case "openTestSet":
      return bind(call.name, [BigInt(call.id), call.key]);
    case "openModel":
      return bind(call.name, [BigInt(call.id), BigInt(call.model), call.key]);
    case "claimFor":
      return bind(call.name, [BigInt(call.id), call.miners]);
    case "expireRound":
    case "failRound":
      return bind(call.name, [BigInt(call.id), BigInt(call.round)]);
    case "commit":
      return bind(call.name, [BigInt(call.id), BigInt(call.round), call.commitment]);
    case "commitFor": {
      const signed = await signBatch(call.batch, chainId, contract);
      return bind(call.name, [BigInt(call.id), BigInt(call.round), signed]);
    }
    case "reveal": {
      const { miner, scores, evidence, salt } = call.opening;
      return bind(
        call.name,
        [BigInt(call.id), BigInt(call.round), miner, packScores(scores), evidence, salt],
      );
    }
    case "settle": {
      const { medians, rows, openings } = call.settlement;
      return bind(call.name, [
        BigInt(call.id),
        BigInt(call.round),
        packScores(medians),
        packRows(rows.map(({ miner, scores }) => ({ miner, scores: packScores(scores) }))),
        packOpenings(
          openings.map((opening) => ({ ...opening, scores: packScores(opening.scores) })),
        ),
      ]);
    }
    case "claim":
    case "withdraw":
      return bind(call.name, [BigInt(call.id), call.to]);
  }
}
