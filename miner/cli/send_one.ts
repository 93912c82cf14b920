/**
 * One transaction: simulated, shown with its cost, agreed to, sent and followed until it is confirmed.
 *
 * @module
 */
import type { WriteName } from "../../protocol/abi.ts";
import type { Connection } from "../chain/client.ts";
import type { Mined } from "../journal/call.ts";
import { estimateWrite } from "../transactions/estimate_write.ts";
import type { Write } from "../transactions/sender.ts";
import type { Account } from "./account.ts";
import type { Invocation } from "./command.ts";
import { type Bill, confirmBill } from "./confirm.ts";

/**
 * Sends a call that somebody wants.
 *
 * @param payments Names of the wei that it sends along
 * @returns Where it was mined; undefined if it was not wanted in the end
 * @throws DemlError `revert` with the contract's reason, `funds`, or `chain`
 */
export async function sendOne<Name extends WriteName>(
  invocation: Invocation,
  connection: Connection,
  account: Account,
  write: Write<Name>,
  payments: Bill["payments"] = [],
): Promise<Mined | undefined> {
  const { purpose } = write;
  const gas = await estimateWrite(connection, account.address, write);
  const bill = { purpose, payments, gas, transactions: 1 };
  if (!await confirmBill(invocation, connection, account, bill)) return undefined;
  const mined = await account.sender.send(write);
  await account.confirmed();
  return mined;
}
