/**
 * The real contract on a local chain, driven call by call at given times.
 *
 * @module
 */
import {
  type Address,
  type ContractEventName,
  type ContractFunctionName,
  decodeErrorResult,
  decodeFunctionResult,
  encodeFunctionData,
  formatLog,
  type Hex,
  parseEventLogs,
  type ParseEventLogsReturnType,
  type RpcLog,
  slice,
  toHex,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { demlAbi } from "../../protocol/generated/deml.ts";
import { deploy } from "../../miner/chain/deploy.ts";
import { startLocalChain } from "../../miner/demo/local_chain.ts";
import { ASKER, askingCode, balancesCode, packCalls, unpackAnswers } from "./ask.ts";
import type { Call } from "./protocol.ts";
import { request } from "./request.ts";

export type View = Exclude<ContractFunctionName<typeof demlAbi, "view" | "pure">, "competitions">;

/** A view to be evaluated. */
export interface Question {
  view: View;
  args: readonly unknown[];
}

/** What can be seen of the chain at its latest block. */
export interface Sight {
  block: Block;
  answers: unknown[];
  /** In wei */
  balances: bigint[];
}

export interface Block {
  number: number;
  hash: Hex;
  time: number;
}

/** What a call came to: nothing, or the contract's error. */
export interface Outcome {
  reason?: string;
  details: unknown[];
}

export interface Chain {
  chainId: number;
  contract: Address;
  block(): Promise<Block>;
  /** Makes a call in its own block, at a given time. */
  send(sender: Address, call: Call, now: number): Promise<Outcome>;
  /** Remembers everything as it is now. */
  snapshot(): Promise<Hex>;
  /** Restores everything, once. */
  restore(snapshot: Hex): Promise<void>;
  /** Evaluates views at the latest block's time, and reads balances. */
  look(questions: Question[], accounts: readonly Address[]): Promise<Sight>;
  /** The contract's events from a block on, oldest first, each with its block's time. */
  events(fromBlock: number): Promise<TimedEvent[]>;
  close(): Promise<void>;
}

/** An event and when it happened. */
export type TimedEvent =
  & ParseEventLogsReturnType<typeof demlAbi, ContractEventName<typeof demlAbi>, true>[number]
  & { time: number };

/** The same address and the same times in every run: what a seed reaches depends on both. */
const DEPLOYER: Hex = `0x${"d0".repeat(32)}`;
const START = 2_000_000_000;

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
export async function openChain(actors: readonly Address[]): Promise<Chain> {
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
    const deployer = privateKeyToAccount(DEPLOYER);
    await local.control.setBalance({ address: deployer.address, value: PURSE });
    const { contract, chainId } = await deploy(local.url, deployer);
    for (const actor of actors) {
      await results([["hardhat_impersonateAccount", [actor]]]);
      await results([["hardhat_setBalance", [actor, toHex(PURSE)]]]);
    }
    await local.control.setCode({ address: ASKER, bytecode: askingCode(contract) });
    // Once it is zero it stays so: every block is emptier than its target.
    await results([["hardhat_setNextBlockBaseFeePerGas", ["0x0"]]]);
    await results([["evm_setNextBlockTimestamp", [START]], ["evm_mine", []]]);
    return {
      chainId,
      contract,
      async block() {
        const [block] = await results([LATEST]);
        return readBlock(block);
      },
      async send(from, call, now) {
        const { functionName, args, value } = await request(call, { chainId, contract });
        const data = encodeFunctionData({ abi: demlAbi, functionName, args } as never);
        await results([["evm_setNextBlockTimestamp", [now]]]);
        const [answer] = await rpc([["eth_sendTransaction", [
          { from, to: contract, data, value: toHex(value), gas: toHex(GAS), gasPrice: "0x0" },
        ]]]);
        return readOutcome(answer!);
      },
      async snapshot() {
        return (await results([["evm_snapshot", []]]))[0] as Hex;
      },
      async restore(snapshot) {
        await results([["evm_revert", [snapshot]]]);
      },
      async look(questions, accounts) {
        const data = packCalls(
          questions.map(({ view, args }) =>
            encodeFunctionData({ abi: demlAbi, functionName: view, args } as never)
          ),
        );
        const [block, answers, balances] = await results([
          LATEST,
          ["eth_call", [{ to: ASKER, data, gas: toHex(GAS) }, "latest"]],
          ["eth_call", [{ data: balancesCode(accounts), gas: toHex(GAS) }, "latest"]],
        ]);
        return {
          block: readBlock(block),
          answers: unpackAnswers(answers as Hex).map((data, i) =>
            decodeFunctionResult({ abi: demlAbi, functionName: questions[i]!.view, data })
          ),
          balances: accounts.map((_, i) => BigInt(slice(balances as Hex, 32 * i, 32 * i + 32))),
        };
      },
      async events(fromBlock) {
        const [logs] = await results([
          ["eth_getLogs", [{ address: contract, fromBlock: toHex(fromBlock) }]],
        ]) as [RpcLog[]];
        return parseEventLogs({ abi: demlAbi, logs: logs.map((log) => formatLog(log)) })
          .map((event, i) => ({ ...event, time: Number(logs[i]!.blockTimestamp) }));
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

const LATEST: [string, unknown[]] = ["eth_getBlockByNumber", ["latest", false]];

function readBlock(block: unknown): Block {
  const { number, hash, timestamp } = block as Record<string, Hex>;
  return { number: Number(number), hash: hash!, time: Number(timestamp) };
}
