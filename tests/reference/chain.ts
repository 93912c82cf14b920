/**
 * The real contract on a local chain, driven call by call at given times.
 *
 * @module
 */
import {
  type Address,
  type ContractFunctionArgs,
  type ContractFunctionName,
  decodeErrorResult,
  decodeFunctionResult,
  encodeFunctionData,
  type Hex,
  toHex,
} from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { demlAbi } from "../../contracts/generated/deml.ts";
import { packScores } from "../../miner/chain/commitment.ts";
import { packOpenings, packRows } from "../../miner/chain/pack_groups.ts";
import { deploy } from "../../miner/chain/deploy.ts";
import { startLocalChain } from "../../miner/demo/local_chain.ts";
import type { Call } from "./protocol.ts";

type View = "standingOf" | "modelsOf" | "seatOf" | "owedTo" | "roundOf" | "mayCommit";

/** What a call came to: nothing, or the contract's error. */
export interface Outcome {
  reason?: string;
  details: unknown[];
}

export interface Chain {
  chainId: number;
  contract: Address;
  /** The latest block */
  block(): Promise<{ number: number; hash: Hex; time: number }>;
  /** Makes a call in a block of its own, at a given time. */
  send(sender: Address, call: Call, now: number): Promise<Outcome>;
  /** Mines empty blocks, a second each. */
  mine(blocks: number): Promise<void>;
  /** Evaluates views at the latest block's time. */
  views(wanted: { view: View; args: readonly unknown[] }[]): Promise<unknown[]>;
  balances(accounts: Address[]): Promise<bigint[]>;
  close(): Promise<void>;
}

interface Answer {
  id: number;
  result?: unknown;
  error?: { message: string; data?: Hex | { data?: Hex } };
}

/** More than a whole test spends, and than fits a fund. */
export const PURSE = 2n ** 100n;
/** Room for the largest settlement; nobody pays for gas here. */
const GAS = 15_000_000;

/** Starts the chain with a contract on it, and accounts that need no keys. */
export async function openChain(actors: Address[]): Promise<Chain> {
  const local = await startLocalChain();
  const rpc = async (requests: [method: string, params: unknown[]][]): Promise<Answer[]> => {
    const response = await fetch(local.url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(
        requests.map(([method, params], id) => ({ jsonrpc: "2.0", id, method, params })),
      ),
    });
    const answers: Answer[] = await response.json();
    return answers.sort((a, b) => a.id - b.id);
  };
  const results = async (requests: [string, unknown[]][]): Promise<unknown[]> =>
    (await rpc(requests)).map(({ result, error }, i) => {
      if (error) throw new Error(`${requests[i]![0]}: ${error.message}`);
      return result;
    });
  try {
    const deployer = privateKeyToAccount(generatePrivateKey());
    await local.control.setBalance({ address: deployer.address, value: PURSE });
    const { contract, chainId } = await deploy(local.url, deployer);
    for (const actor of actors) {
      await results([["hardhat_impersonateAccount", [actor]]]);
      await results([["hardhat_setBalance", [actor, toHex(PURSE)]]]);
    }
    // Once it is zero it stays so: every block is emptier than its target.
    await results([["hardhat_setNextBlockBaseFeePerGas", ["0x0"]]]);
    return {
      chainId,
      contract,
      async block() {
        const [block] = await results([["eth_getBlockByNumber", ["latest", false]]]);
        const { number, hash, timestamp } = block as Record<string, Hex>;
        return { number: Number(number), hash: hash!, time: Number(timestamp) };
      },
      async send(from, call, now) {
        const { data, value } = encode(call);
        await results([["evm_setNextBlockTimestamp", [now]]]);
        const [answer] = await rpc([["eth_sendTransaction", [
          { from, to: contract, data, value: toHex(value), gas: toHex(GAS), gasPrice: "0x0" },
        ]]]);
        return readOutcome(answer!);
      },
      async mine(blocks) {
        await results([["hardhat_mine", [toHex(blocks), "0x1"]]]);
      },
      async views(wanted) {
        const answers = await results(wanted.map(({ view, args }) => {
          const data = encodeFunctionData({ abi: demlAbi, functionName: view, args } as never);
          return ["eth_call", [{ to: contract, data }, "latest"]];
        }));
        return answers.map((data, i) =>
          decodeFunctionResult({
            abi: demlAbi,
            functionName: wanted[i]!.view,
            data: data as Hex,
          })
        );
      },
      async balances(accounts) {
        const answers = await results(
          accounts.map((account) => ["eth_getBalance", [account, "latest"]]),
        );
        return answers.map((balance) => BigInt(balance as Hex));
      },
      close: () => local.close(),
    };
  } catch (error) {
    await local.close();
    throw error;
  }
}

function readOutcome({ error }: Answer): Outcome {
  if (error === undefined) return { details: [] };
  const data = typeof error.data === "object" ? error.data.data : error.data;
  if (data === undefined || data === "0x") return { reason: error.message, details: [] };
  const { errorName, args = [] } = decodeErrorResult({ abi: demlAbi, data });
  return { reason: errorName, details: [...args] };
}

/** A call as the contract takes it. */
function encode(call: Call): { data: Hex; value: bigint } {
  const value = "value" in call ? call.value : 0n;
  return { data: encodeFunctionData(request(call) as never), value };
}

function request(call: Call) {
  switch (call.name) {
    case "createCompetition":
      return bind(call.name, [call.terms]);
    case "register":
    case "enrol":
    case "cancel":
    case "openRound":
    case "finalize":
      return bind(call.name, [BigInt(call.id)]);
    case "submitModel":
      return bind(
        call.name,
        [BigInt(call.id), call.digest, BigInt(call.size), call.keyCommitment, "0x"],
      );
    case "openTestSet":
      return bind(call.name, [BigInt(call.id), call.key]);
    case "openModel":
      return bind(call.name, [BigInt(call.id), BigInt(call.model), call.key]);
    case "captureSeed":
      return bind(call.name, [BigInt(call.id), BigInt(call.round)]);
    case "commit":
      return bind(call.name, [BigInt(call.id), BigInt(call.round), call.commitment]);
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
    case "claimFor":
      return bind(call.name, [BigInt(call.id), call.miners]);
  }
}

type Write = ContractFunctionName<typeof demlAbi, "payable" | "nonpayable">;

function bind<Name extends Write>(
  functionName: Name,
  args: ContractFunctionArgs<typeof demlAbi, "payable" | "nonpayable", Name>,
) {
  return { abi: demlAbi, functionName, args };
}
