/**
 * A rehearsal: everything is polled, judged and estimated as if it were sent, and nothing is sent.
 *
 * @module
 */
import { type Abi, encodeFunctionData, formatEther, type PrivateKeyAccount } from "viem";
import { demlAbi } from "../../../protocol/generated/deml.ts";
import type { Connection } from "../../chain/client.ts";
import { told } from "../../../protocol/errors.ts";
import { type Journal, openJournal } from "../../journal/journal.ts";
import { chainNode } from "../../transactions/chain_node.ts";
import type { Sender, Write } from "../../transactions/sender.ts";
import { openToRead } from "../journal/find_journal.ts";

/** A call that would be sent. */
export interface Rehearsed {
  write: Write;
  gas: bigint;
  /** Wei that its gas would now cost at most */
  cost: bigint;
}

/**
 * A sender that sends nothing.
 *
 * @param tell (call) receives each call that the chain would accept; one that it would not accept
 * throws as usual
 */
export function rehearsingSender(
  { client, contract }: Connection,
  account: PrivateKeyAccount,
  tell: (call: Rehearsed) => void,
): Sender {
  const node = chainNode(client, 1);
  async function start(write: Write): Promise<undefined> {
    const { functionName, args, value = 0n, purpose } = write;
    const data = encodeFunctionData({ abi: demlAbi as Abi, functionName, args: [...args] });
    const [gas, { market, balance }] = await Promise.all([
      node.estimate(account.address, { to: contract, data, value }, purpose),
      node.standing(account.address),
    ]);
    const cost = gas * (2n * market.baseFee + market.tip);
    if (balance < value + cost) {
      throw told(
        "funds",
        `The account has ${formatEther(balance)} ETH and would need ${
          formatEther(value + cost)
        } ETH to ${purpose}`,
        "Send it ether on this chain",
      );
    }
    tell({ write, gas, cost });
  }
  return {
    account,
    start: (write) => start(write as unknown as Write),
    send: () => Promise.reject(new Error("A rehearsal does not wait for blocks")),
    tick: () => Promise.resolve(),
    settle: () => Promise.resolve(),
    underWay: () => [],
  };
}

/** A temporary copy of a journal, or an empty one; its miner may be running. */
export async function copyJournal(path: string): Promise<{ journal: Journal; close(): void }> {
  const there = await Deno.stat(path).then(() => true, () => false);
  if (!there) {
    const journal = openJournal(":memory:");
    return { journal, close: () => journal.close() };
  }
  const folder = await Deno.makeTempDir({ prefix: "deml-dry-" });
  const original = openToRead(path);
  try {
    original.prepare("VACUUM INTO ?").run(`${folder}/copy.sqlite`);
  } finally {
    original.close();
  }
  const journal = openJournal(`${folder}/copy.sqlite`);
  return {
    journal,
    close() {
      journal.close();
      Deno.removeSync(folder, { recursive: true });
    },
  };
}
