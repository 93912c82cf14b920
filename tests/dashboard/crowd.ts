/**
 * Accounts that the test chain lets anybody act for: calls of many, quickly.
 *
 * @module
 */
import {
  type Address,
  createPublicClient,
  encodeFunctionData,
  type EncodeFunctionDataParameters,
  type Hex,
  http,
  keccak256,
  numberToHex,
  parseEther,
  toHex,
} from "viem";
import type { demlAbi } from "../../protocol/generated/deml.ts";
import type { Stage } from "../../miner/demo/stage.ts";

/** How many calls wait for the node at once. */
const BATCH = 100;

/** A call. */
export type Sent = EncodeFunctionDataParameters<typeof demlAbi>;
/** A call, with its sender. */
export type Call = Sent & { from: Address; value?: bigint };

/** Accounts that the test chain acts for. */
export interface Crowd {
  /** Makes accounts with ether, the same for the same names */
  invite(names: string[]): Promise<Address[]>;
  /** Sends calls in this order, each in its own block; returns the gas of each, fails if one reverts */
  send(calls: Call[]): Promise<number[]>;
}

/** The crowd of a stage. */
export function crowdOf({ chain, connection }: Stage): Crowd {
  const client = createPublicClient({
    transport: http(chain.url, { batch: { batchSize: BATCH }, timeout: 60_000 }),
  });
  const ask = (method: string, params: unknown[]): Promise<unknown> =>
    client.request({ method, params } as never);
  return {
    async invite(names) {
      const accounts = names.map((name): Address => `0x${keccak256(toHex(name)).slice(-40)}`);
      const purse = numberToHex(parseEther("1000000"));
      await Promise.all(accounts.flatMap((address) => [
        ask("hardhat_impersonateAccount", [address]),
        ask("hardhat_setBalance", [address, purse]),
      ]));
      return accounts;
    },
    async send(calls) {
      const gas: number[] = [];
      for (let from = 0; from < calls.length; from += BATCH) {
        const hashes = await Promise.all(
          calls.slice(from, from + BATCH).map((each) =>
            ask("eth_sendTransaction", [{
              from: each.from,
              to: connection.contract,
              value: numberToHex(each.value ?? 0n),
              data: encodeFunctionData(each),
              gas: numberToHex(8_000_000),
            }])
          ),
        );
        const receipts = await Promise.all(
          hashes.map((hash) => client.getTransactionReceipt({ hash: hash as Hex })),
        );
        const failed = receipts.findIndex(({ status }) => status !== "success");
        if (failed >= 0) throw new Error(`${calls[from + failed]!.functionName} reverted`);
        gas.push(...receipts.map(({ gasUsed }) => Number(gasUsed)));
      }
      return gas;
    },
  };
}
