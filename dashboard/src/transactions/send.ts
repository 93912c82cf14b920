/**
 * Sending a call: simulated first, shown, signed by the wallet, then followed.
 *
 * @module
 */
import {
  type Address,
  type ContractFunctionArgs,
  encodeFunctionData,
  formatEther,
  type Hex,
} from "viem";
import type { Config } from "wagmi";
import { getWalletClient } from "wagmi/actions";
import { demlAbi } from "../../../protocol/generated/deml.ts";
import type { Connection } from "../../../miner/chain/client.ts";
import { revertOf } from "../../../miner/chain/reverts.ts";
import type { WriteName } from "../../../protocol/abi.ts";
import { DemlError, told } from "../../../protocol/errors.ts";
import { understand } from "../failures/understand.ts";
import type { Tracked } from "./track.ts";

/** A call that changes the contract's state. */
export interface Call<Name extends WriteName = WriteName> {
  functionName: Name;
  args: ContractFunctionArgs<typeof demlAbi, "nonpayable" | "payable", Name>;
  /** Wei sent along */
  value?: bigint;
  /** What it is for, as a verb: `register in competition 1` */
  purpose: string;
  /** What else its signer should see, a line each */
  facts?: [label: string, value: string][];
}

/** What a call would cost, as the chain stands now. Amounts are wei. */
export interface Estimate {
  gas: bigint;
  /** At most, for the gas */
  fee: bigint;
  balance: bigint;
}

/**
 * Tries a call without sending it.
 *
 * @throws DemlError `revert` with the contract's reason, `funds` or `chain`
 */
export async function estimate(
  connection: Connection,
  account: Address,
  given: Call,
): Promise<Estimate> {
  const { client, contract } = connection;
  const value = given.value ?? 0n;
  const request = { account, to: contract, data: dataOf(given), value };
  const balance = await client.getBalance({ address: account }).catch((error) => {
    throw understand(error, given.purpose);
  });
  if (balance < value) throw shortOf(account, balance, value, given.purpose);
  try {
    // The estimate runs the call: one that would revert fails here, with its reason.
    const [gas, fees] = await Promise.all([
      client.estimateGas(request),
      client.estimateFeesPerGas(),
    ]);
    const fee = gas * fees.maxFeePerGas;
    if (balance < value + fee) throw shortOf(account, balance, value + fee, given.purpose);
    return { gas, fee, balance };
  } catch (error) {
    if (error instanceof DemlError) throw error;
    const reason = revertOf(error, given.purpose);
    if (reason !== undefined) throw reason;
    // Some nodes keep the reason back from an estimate, and give it to a call.
    await client.call(request).catch((second) => {
      throw understand(second, given.purpose);
    });
    throw understand(error, given.purpose);
  }
}

/**
 * Lets the wallet sign and send a call.
 *
 * @returns What to follow
 * @throws DemlError `wallet` when it was rejected or the wallet fails
 */
export async function send(
  config: Config,
  connection: Connection,
  account: Address,
  given: Call,
  { gas }: Estimate,
): Promise<Tracked> {
  const { client, chainId, contract } = connection;
  const value = given.value ?? 0n;
  const data = dataOf(given);
  const sentIn = await client.getBlockNumber();
  let hash: Hex;
  try {
    const wallet = await getWalletClient(config, { account, chainId });
    hash = await wallet.sendTransaction({
      account,
      to: contract,
      data,
      value,
      // What others do until it is mined may make it dearer.
      gas: gas + gas / 5n,
      chain: wallet.chain,
    });
  } catch (error) {
    throw understand(error, given.purpose);
  }
  const nonce = await nonceOf(connection, hash, account);
  return {
    hash,
    account,
    purpose: given.purpose,
    to: contract,
    data,
    value,
    nonce,
    sentAt: Date.now(),
    sentIn,
    stage: "submitted",
    confirmations: 0,
  };
}

/** The number that the wallet gave it. */
async function nonceOf({ client }: Connection, hash: Hex, account: Address): Promise<number> {
  try {
    return (await client.getTransaction({ hash })).nonce;
  } catch {
    // The node has not heard of it yet: it is the account's next, or its last if it was quick.
    return await client.getTransactionCount({ address: account, blockTag: "latest" })
      .catch(() => Number.MAX_SAFE_INTEGER);
  }
}

function dataOf({ functionName, args }: Call): Hex {
  return encodeFunctionData({ abi: demlAbi, functionName, args } as never);
}

function shortOf(account: Address, has: bigint, needs: bigint, purpose: string): DemlError {
  return told(
    "funds",
    `${account} has ${formatEther(has)} ETH and needs ${formatEther(needs)} ETH to ${purpose}`,
    "Send it ether on this chain and try again",
  );
}
