/**
 * Sends an account's transactions: simulated first, durable before the network hears of them, one
 * after the other.
 *
 * @module
 */
import {
  type Abi,
  type Address,
  BaseError,
  type ContractFunctionArgs,
  type ContractFunctionName,
  encodeFunctionData,
  formatEther,
  type Hex,
  keccak256,
  type PrivateKeyAccount,
  type TransactionReceipt,
  TransactionReceiptNotFoundError,
} from "viem";
import { demlAbi } from "../../contracts/generated/deml.ts";
import { DemlError } from "../errors.ts";
import type { Journal } from "../journal/journal.ts";
import type { Connection } from "./client.ts";
import { explainRevert } from "./reverts.ts";

type DemlAbi = typeof demlAbi;
export type WriteName = ContractFunctionName<DemlAbi, "nonpayable" | "payable">;

/** One call of the contract that changes its state. */
export interface Write<Name extends WriteName = WriteName> {
  functionName: Name;
  args: ContractFunctionArgs<DemlAbi, "nonpayable" | "payable", Name>;
  /** Wei sent along */
  value?: bigint;
  /** What it is for, as the journal and the log call it */
  purpose: string;
}

/** Sends one account's transactions, in order. */
export interface Sender {
  readonly account: PrivateKeyAccount;
  /**
   * Sends a call and waits until it is mined.
   *
   * @throws DemlError `revert` with the contract's reason, `funds`, or `chain`
   */
  send<Name extends WriteName>(write: Write<Name>): Promise<TransactionReceipt>;
  /** Takes up transactions that an earlier run signed and may not have seen mined. */
  resume(): Promise<void>;
}

/** Gas above the estimate, in percent: other transactions may change what ours meets. */
const GAS_HEADROOM = 20n;

/** How long a transaction may take to be mined, in milliseconds, before we stop waiting. */
const MINED_WITHIN = 600_000;

/**
 * Makes a sender for an account.
 *
 * @param onMined Told of each call that was mined, reverted ones too: those still cost gas
 */
export function createSender(
  connection: Connection,
  account: PrivateKeyAccount,
  journal: Journal,
  onMined: (write: Write, receipt: TransactionReceipt) => void = () => {},
): Sender {
  const { client, chainId } = connection;
  let queue: Promise<unknown> = Promise.resolve();

  async function sendOne(write: Write): Promise<TransactionReceipt> {
    const request = {
      to: connection.contract,
      data: encodeFunctionData({
        abi: demlAbi as Abi,
        functionName: write.functionName,
        args: [...write.args],
      }),
      value: write.value ?? 0n,
    };
    const estimate = await estimateGas(connection, account.address, request, write);
    const gas = estimate + estimate * GAS_HEADROOM / 100n;
    const [fees, nonce] = await Promise.all([
      client.estimateFeesPerGas(),
      client.getTransactionCount({ address: account.address, blockTag: "pending" }),
    ]);
    await requireFunds(connection, account.address, request.value + gas * fees.maxFeePerGas, write);
    const raw = await account.signTransaction({
      ...request,
      chainId,
      gas,
      nonce,
      type: "eip1559",
      maxFeePerGas: fees.maxFeePerGas,
      maxPriorityFeePerGas: fees.maxPriorityFeePerGas,
    });
    const hash = keccak256(raw);
    journal.recordTransaction(chainId, account.address, { hash, raw, purpose: write.purpose });
    await broadcast(connection, hash, raw, write);
    const receipt = await mined(hash);
    onMined(write, receipt);
    return requireSuccess(receipt, write.purpose);
  }

  async function mined(hash: Hex): Promise<TransactionReceipt> {
    const receipt = await client.waitForTransactionReceipt({ hash, timeout: MINED_WITHIN });
    journal.settleTransaction(hash);
    return receipt;
  }

  return {
    account,
    send(write) {
      const result = queue.then(() => sendOne(write as unknown as Write));
      queue = result.catch(() => {});
      return result;
    },
    async resume() {
      for (const { hash, raw } of journal.pendingTransactions(chainId, account.address)) {
        if (await isMined(connection, hash)) {
          journal.settleTransaction(hash);
          continue;
        }
        try {
          await client.sendRawTransaction({ serializedTransaction: raw });
        } catch (error) {
          if (!isKnown(error)) {
            // Its nonce is used, or it can no longer be paid: it will never be mined.
            journal.settleTransaction(hash);
            continue;
          }
        }
        await mined(hash);
      }
    },
  };
}

function requireSuccess(receipt: TransactionReceipt, purpose: string): TransactionReceipt {
  if (receipt.status === "success") return receipt;
  throw new DemlError(
    "revert",
    `The transaction to ${purpose} was mined and reverted`,
    "Somebody was faster, or the phase ended; look again with `deml status`",
    { details: { hash: receipt.transactionHash } },
  );
}

/**
 * Hands a transaction to the network. A node may answer with an error and have taken it all the same:
 * a repeated request, or one that development chains mine and see revert at once.
 */
async function broadcast(
  connection: Connection,
  hash: Hex,
  raw: Hex,
  write: Write,
): Promise<void> {
  try {
    await connection.client.sendRawTransaction({ serializedTransaction: raw });
  } catch (error) {
    if (isKnown(error) || await isMined(connection, hash)) return;
    throw explainRevert(error, write.purpose) ?? new DemlError(
      "chain",
      `The node refuses the transaction to ${write.purpose}: ${
        error instanceof BaseError ? error.details || error.shortMessage : error
      }`,
      "Try again; the journal keeps the transaction",
      { cause: error },
    );
  }
}

function isKnown(error: unknown): boolean {
  return error instanceof BaseError && /already known|already imported/i.test(error.details);
}

async function isMined(connection: Connection, hash: Hex): Promise<boolean> {
  try {
    await connection.client.getTransactionReceipt({ hash });
    return true;
  } catch (error) {
    if (error instanceof TransactionReceiptNotFoundError) return false;
    throw error;
  }
}

async function estimateGas(
  connection: Connection,
  from: Address,
  request: { to: Address; data: Hex; value: bigint },
  write: Write,
): Promise<bigint> {
  try {
    return await connection.client.estimateGas({ account: from, ...request });
  } catch (error) {
    throw await explainFailure(connection, from, request, write, error);
  }
}

/** Finds out why a call would fail: its revert reason, or a lack of funds. */
async function explainFailure(
  connection: Connection,
  from: Address,
  request: { to: Address; data: Hex; value: bigint },
  write: Write,
  error: unknown,
): Promise<unknown> {
  await requireFunds(connection, from, request.value, write);
  const known = explainRevert(error, write.purpose);
  if (known !== undefined) return known;
  try {
    await connection.client.call({ account: from, ...request });
  } catch (second) {
    return explainRevert(second, write.purpose) ?? new DemlError(
      "chain",
      `Cannot ${write.purpose}: ${second instanceof BaseError ? second.shortMessage : second}`,
      "Check the node's log",
      { cause: second },
    );
  }
  return new DemlError("chain", `Cannot estimate the gas to ${write.purpose}`, "Try again", {
    cause: error,
  });
}

async function requireFunds(
  connection: Connection,
  address: Address,
  needed: bigint,
  write: Write,
): Promise<void> {
  const balance = await connection.client.getBalance({ address });
  if (balance >= needed) return;
  throw new DemlError(
    "funds",
    `${address} has ${formatEther(balance)} ETH and needs ${
      formatEther(needed)
    } ETH to ${write.purpose}`,
    "Send it ether on this chain and try again",
    { details: { address, balance: balance.toString(), needed: needed.toString() } },
  );
}
