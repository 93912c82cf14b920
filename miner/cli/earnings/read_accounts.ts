/**
 * What a miner deposited, received and paid, per competition: deposits and transactions from the
 * journal, payments and gas from the chain.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { type Address, decodeFunctionData, type Hex } from "viem";
import { demlAbi } from "../../../protocol/generated/deml.ts";
import { call } from "../../chain/call.ts";
import type { Connection } from "../../chain/client.ts";
import { readEvents } from "../../chain/read_events.ts";
import { isOfChain } from "../../journal/calls.ts";
import { PAYMENTS } from "../../metrics/read_payments.ts";

/** One competition's account. Amounts are wei. */
export interface Account {
  competition: bigint;
  /** All stakes ever deposited */
  stakeIn: bigint;
  /** Deposited now */
  atRisk: bigint;
  /** Fees claimed */
  fees: bigint;
  /** Stakes that were not returned */
  lost: bigint;
  /** Gas of every mined call, including reverted ones */
  gas: bigint;
  /** Fees less what was lost and paid for gas */
  net: bigint;
}

/** Receipts requested at once. */
const TOGETHER = 50;

/** Reads the accounts of all competitions that the journal knows of. */
export async function readAccounts(
  connection: Connection,
  database: DatabaseSync,
  miner: Address,
): Promise<Account[]> {
  const deposits = depositsOf(database, connection, miner);
  const gas = await gasOf(database, connection, miner);
  const ids = [...new Set([...deposits.keys(), ...gas.keys()])].sort((a, b) => a < b ? -1 : 1);
  const accounts: Account[] = [];
  for (const competition of ids) {
    const { stakeIn, since } = deposits.get(competition) ?? { stakeIn: 0n, since: undefined };
    const paid = since === undefined
      ? { stake: 0n, fees: 0n }
      : await claimed(connection, competition, miner, since);
    const atRisk = await stakeNow(connection, competition, miner);
    const missing = stakeIn - paid.stake - atRisk;
    const lost = missing > 0n ? missing : 0n;
    const spent = gas.get(competition) ?? 0n;
    const { fees } = paid;
    accounts.push({
      competition,
      stakeIn,
      atRisk,
      fees,
      lost,
      gas: spent,
      net: fees - lost - spent,
    });
  }
  return accounts;
}

/** Stakes by competition, and a time before the first of them was returned. */
function depositsOf(
  database: DatabaseSync,
  { chainId, genesis, contract }: Connection,
  miner: Address,
): Map<bigint, { stakeIn: bigint; since: number }> {
  const found = new Map<bigint, { stakeIn: bigint; since: number }>();
  const rows = database.prepare("SELECT place, stake, since FROM deposits ORDER BY since").all();
  for (const { place, stake, since } of rows) {
    const [chain, first, at, competition, whose] = String(place).split("/");
    const ours = chain === String(chainId) && first === genesis.toLowerCase() &&
      at === contract.toLowerCase() && whose === miner.toLowerCase();
    if (!ours || competition === undefined) continue;
    const id = BigInt(competition);
    const before = found.get(id) ?? { stakeIn: 0n, since: Number(since) };
    found.set(id, { ...before, stakeIn: before.stakeIn + BigInt(String(stake)) });
  }
  return found;
}

/** What was paid for gas, by competition. */
async function gasOf(
  database: DatabaseSync,
  { client, chainId, genesis, contract }: Connection,
  miner: Address,
): Promise<Map<bigint, bigint>> {
  const rows = database.prepare(
    `SELECT attempts.hash, calls.* FROM attempts JOIN calls ON calls.id = attempts.call
     WHERE chain = ? AND sender = ? AND lower(target) = ? AND state IN ('mined', 'final')`,
  ).all(chainId, miner.toLowerCase(), contract.toLowerCase())
    .filter((row) => isOfChain(row, genesis));
  const spent = new Map<bigint, bigint>();
  for (let at = 0; at < rows.length; at += TOGETHER) {
    await Promise.all(
      rows.slice(at, at + TOGETHER).map(async ({ hash, data }) => {
        const receipt = await client.getTransactionReceipt({ hash: hash as Hex })
          // Of several attempts one was mined.
          .catch(() => undefined);
        const id = competitionOf(data as Hex);
        if (receipt === undefined || id === undefined) return;
        const paid = receipt.gasUsed * receipt.effectiveGasPrice;
        spent.set(id, (spent.get(id) ?? 0n) + paid);
      }),
    );
  }
  return spent;
}

function competitionOf(data: Hex): bigint | undefined {
  try {
    const [id] = (decodeFunctionData({ abi: demlAbi, data }).args ?? []) as readonly unknown[];
    return typeof id === "bigint" ? id : undefined;
  } catch {
    return undefined;
  }
}

async function claimed(
  connection: Connection,
  id: bigint,
  miner: Address,
  since: number,
): Promise<{ stake: bigint; fees: bigint }> {
  const logs = await readEvents(connection, PAYMENTS[0], { id, miner }, since);
  return logs.reduce(
    (sum, { args }) => ({ stake: sum.stake + args.stake, fees: sum.fees + args.fees }),
    { stake: 0n, fees: 0n },
  );
}

async function stakeNow(connection: Connection, id: bigint, miner: Address): Promise<bigint> {
  const [{ enrolled }, { seatStake }] = await Promise.all([
    call(connection, "seatOf", [id, miner]),
    call(connection, "termsOf", [id]),
  ]);
  return enrolled ? seatStake : 0n;
}
