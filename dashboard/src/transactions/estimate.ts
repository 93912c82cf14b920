/**
 * What a call would do and cost, found out before anybody signs it.
 *
 * @module
 */
import { type Address, formatEther } from "viem";
import type { Connection } from "../../../miner/chain/client.ts";
import { revertOf } from "../../../miner/chain/reverts.ts";
import { DemlError, told } from "../../../protocol/errors.ts";
import { understand } from "../failures/understand.ts";
import { type Call, dataOf, type Estimate } from "./call.ts";

/** The gas that a wallet is offered: other transactions may make the call more expensive. */
export function offeredGas(gas: bigint): bigint {
  return gas + gas / 5n;
}

/**
 * Simulates a call.
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
    const fee = offeredGas(gas) * fees.maxFeePerGas;
    if (balance < value + fee) throw shortOf(account, balance, value + fee, given.purpose);
    return { gas, fee, balance };
  } catch (error) {
    if (error instanceof DemlError) throw error;
    const reason = revertOf(error, given.purpose);
    if (reason !== undefined) throw reason;
    // Some nodes omit the reason from an estimate, but give it to a call.
    await client.call(request).catch((second) => {
      throw understand(second, given.purpose);
    });
    throw understand(error, given.purpose);
  }
}

function shortOf(account: Address, has: bigint, needs: bigint, purpose: string): DemlError {
  return told(
    "funds",
    `${account} has ${formatEther(has)} ETH and needs ${formatEther(needs)} ETH to ${purpose}`,
    "Send it ether on this chain and try again",
  );
}
