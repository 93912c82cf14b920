/**
 * Before money moves: what it costs, from which account, and whether that is wanted.
 *
 * @module
 */
import { formatGwei } from "viem";
import { DemlError } from "../../protocol/errors.ts";
import { showEther } from "../../protocol/format/format.ts";
import type { Connection } from "../chain/client.ts";
import type { TransactionFailure } from "../transactions/failures.ts";
import type { Account } from "./account.ts";
import { askYes, canAsk } from "./ask.ts";
import { type Invocation, type Option, usage } from "./command.ts";

/** The flags of every command that pays. */
export const CONFIRM_OPTIONS: Option[] = [
  { name: "yes", help: "Do not ask before money moves, for scripts" },
  { name: "dry-run", help: "Show what it would cost, and send nothing" },
];

/** What is about to be paid. */
export interface Bill {
  /** What it is for, e.g. `register in competition 3` */
  purpose: string;
  /** Wei that go to the contract, with their names */
  payments: [what: string, wei: bigint][];
  /** Estimated, of all transactions */
  gas: bigint;
  /** How many they are */
  transactions: number;
  /** Wei that the contract pays the account, if it does */
  receives?: bigint;
}

/** A bill, reckoned. */
export interface Reckoned {
  value: bigint;
  gas: bigint;
  /** The most that a unit of gas costs, in wei */
  gasPrice: bigint;
  gasCost: bigint;
  balance: bigint;
}

/**
 * Shows a bill, and asks.
 *
 * @returns Whether to proceed: not after `--dry-run` or a "no"
 * @throws DemlError `funds` if the account has too little, `usage` if nobody can answer
 */
export async function confirmBill(
  invocation: Invocation,
  connection: Connection,
  { address }: Pick<Account, "address">,
  bill: Bill,
): Promise<boolean> {
  const { terminal } = invocation;
  const reckoned = await reckon(connection, address, bill);
  const { value, gasCost, balance } = reckoned;
  terminal.clear();
  for (const [label, text] of describe(bill, reckoned, address, connection)) {
    terminal.note(`${terminal.paint.dim(label.padEnd(14))}${text}`);
  }
  if (balance < value + gasCost) {
    throw new DemlError<TransactionFailure>({
      kind: "funds/too-little",
      purpose: bill.purpose,
      balance,
      needed: value + gasCost,
    });
  }
  if (invocation.flag("dry-run")) {
    terminal.note("Nothing was sent: --dry-run");
    return false;
  }
  if (invocation.flag("yes")) return true;
  if (!canAsk(invocation)) {
    throw usage(
      invocation.command,
      `Nobody can be asked whether to ${bill.purpose}: give --yes, or --dry-run to see the cost`,
    );
  }
  if (askYes(invocation, "Continue", false)) return true;
  terminal.note("Nothing was sent");
  return false;
}

async function reckon(
  { client }: Connection,
  address: `0x${string}`,
  { payments, gas }: Bill,
): Promise<Reckoned> {
  const [{ maxFeePerGas }, balance] = await Promise.all([
    client.estimateFeesPerGas(),
    client.getBalance({ address }),
  ]);
  const value = payments.reduce((sum, [, wei]) => sum + wei, 0n);
  return { value, gas, gasPrice: maxFeePerGas, gasCost: gas * maxFeePerGas, balance };
}

function describe(
  { payments, transactions, receives = 0n }: Bill,
  { value, gas, gasPrice, gasCost, balance }: Reckoned,
  address: string,
  { chainId, contract }: Connection,
): [string, string][] {
  const count = transactions === 1 ? "" : `${transactions} transactions, `;
  return [
    ...payments.map(([what, wei]): [string, string] => [what, showEther(wei)]),
    [
      "gas",
      `at most ${showEther(gasCost)}: ${count}about ${gas.toLocaleString("en")} gas at ${
        showGasPrice(gasPrice)
      }`,
    ],
    [
      "account",
      `${address} has ${showEther(balance)}, and then ${
        showEther(balance + receives - value - gasCost)
      }`,
    ],
    ["contract", `${contract} on chain ${chainId}`],
  ];
}

/** In gwei, as people compare prices; chains for development may charge some wei. */
function showGasPrice(wei: bigint): string {
  return wei < 1_000_000n ? `${wei} wei` : `${Number(formatGwei(wei)).toPrecision(3)} gwei`;
}
