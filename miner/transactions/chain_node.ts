/**
 * A chain, reached through viem, for the transaction manager.
 *
 * @module
 */
import {
  type Address,
  BaseError,
  type Hex,
  type PublicClient,
  TransactionNotFoundError,
  TransactionReceiptNotFoundError,
} from "viem";
import { asked, chainError, ownError } from "../chain/asked.ts";
import { readHead } from "../chain/blocks.ts";
import { revertOf } from "../chain/reverts.ts";
import { DemlError } from "../../protocol/errors.ts";
import type { Mined } from "../journal/call.ts";
import type { Market } from "./fees.ts";
import type { Node, Request, Sought } from "./node.ts";
import { readAnswer } from "./node_answer.ts";
import type { TransactionFailure } from "./failures.ts";

/** Gas above the estimate, in percent: other transactions may change the state before ours. */
const GAS_HEADROOM = 20n;
/** The tip if the node does not suggest one, in wei per gas. */
const USUAL_TIP = 1_000_000_000n;

/**
 * @param client Requests made at once go out together
 * @param confirmations Blocks, including its own, after which a transaction is final
 */
export function chainNode(client: PublicClient, confirmations: number): Node {
  async function market(): Promise<Market & { block: number }> {
    const [{ number, baseFee }, tip] = await Promise.all([
      readHead({ client }),
      client.estimateMaxPriorityFeePerGas().catch(() => USUAL_TIP),
    ]);
    return { baseFee, tip, block: Number(number) };
  }

  return {
    standing: (address) =>
      asked("read the account", async () => {
        const [{ block, ...fees }, nonce, balance] = await Promise.all([
          market(),
          client.getTransactionCount({ address, blockTag: "pending" }),
          client.getBalance({ address }),
        ]);
        return { market: fees, block, nonce, balance };
      }),
    see: (address, calls) =>
      asked("look for transactions", async () => {
        const hashes = calls.flatMap(({ attempts }) => attempts.map(({ hash }) => hash));
        const [{ block, ...fees }, nonce, first] = await Promise.all([
          market(),
          client.getTransactionCount({ address, blockTag: "latest" }),
          findAll(client, hashes),
        ]);
        // A block may have arrived in between: if a nonce was used, ours has a receipt by now, or another's has.
        const used = calls.some((call) => call.nonce < nonce && !isAmong(call, first));
        const found = used ? await findAll(client, hashes) : first;
        const deep = Math.max(0, block - confirmations + 1);
        const nonceAtDepth = confirmations <= 1
          ? nonce
          // A node without old state is trusted: a call made again needlessly reverts.
          : await client.getTransactionCount({ address, blockNumber: BigInt(deep) })
            .catch(() => nonce);
        return {
          market: fees,
          block,
          nonce,
          nonceAtDepth,
          mined: new Map(
            found.flatMap(({ mined }): [Hex, Mined][] => mined ? [[mined.hash, mined]] : []),
          ),
          known: new Set(found.flatMap(({ hash, known }) => known ? [hash] : [])),
          confirmations,
        };
      }),
    async estimate(account, request, purpose, at) {
      try {
        const gas = await client.estimateGas({ account, ...request, blockTag: at });
        return gas + gas * GAS_HEADROOM / 100n;
      } catch (error) {
        throw await explain(client, account, request, purpose, error);
      }
    },
    async send(raw) {
      try {
        await client.sendRawTransaction({ serializedTransaction: raw });
        return { answer: "taken", message: "" };
      } catch (error) {
        // No node answered: there are no words to read, and an endpoint's failure is not the node's.
        const own = ownError(error);
        if (own !== undefined) return { answer: "unclear", failure: own.failure };
        const message = error instanceof BaseError ? error.details : `${error}`;
        return { answer: readAnswer(message), message: message.slice(0, 200) };
      }
    },
  };
}

/** An attempt as the node has it. */
interface Found {
  hash: Hex;
  /** Whether the node has it, mined or not */
  known: boolean;
  mined?: Mined;
}

function findAll(client: PublicClient, hashes: readonly Hex[]): Promise<Found[]> {
  return Promise.all(hashes.map((hash) => find(client, hash)));
}

/** Whether a call was found in a block. */
function isAmong({ attempts }: Sought, found: readonly Found[]): boolean {
  return attempts.some(({ hash }) =>
    found.some((each) => each.hash === hash && each.mined !== undefined)
  );
}

async function find(client: PublicClient, hash: Hex): Promise<Found> {
  try {
    const receipt = await client.getTransactionReceipt({ hash });
    const mined = {
      hash,
      block: Number(receipt.blockNumber),
      success: receipt.status === "success",
      gasUsed: receipt.gasUsed,
      gasPrice: receipt.effectiveGasPrice,
      logs: receipt.logs,
    };
    return { hash, known: true, mined };
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  try {
    await client.getTransaction({ hash });
    return { hash, known: true };
  } catch (error) {
    if (isNotFound(error)) return { hash, known: false };
    throw error;
  }
}

/** Nodes that still index say so in words: the transaction may exist, but is not found yet. */
function isNotFound(error: unknown): boolean {
  if (error instanceof TransactionReceiptNotFoundError) return true;
  if (error instanceof TransactionNotFoundError) return true;
  return error instanceof BaseError && /indexing is in progress/i.test(error.details);
}

/** Why a call would fail: its revert, or a chain that does not answer. */
async function explain(
  client: PublicClient,
  account: Address,
  request: Request,
  purpose: string,
  error: unknown,
): Promise<DemlError> {
  const known = revertOf(error, purpose);
  if (known !== undefined) return known;
  let last = error;
  try {
    // Some nodes give a reason only for a call, not for an estimate.
    await client.call({ account, ...request });
  } catch (second) {
    const reason = revertOf(second, purpose);
    if (reason !== undefined) return reason;
    last = second;
  }
  const own = ownError(last);
  if (own !== undefined) return own;
  const message = last instanceof BaseError ? last.details || last.shortMessage : `${last}`;
  if (readAnswer(message) === "funds") {
    return new DemlError<TransactionFailure>(
      { kind: "funds/cannot-pay", purpose, account, reason: message },
      { cause: last },
    );
  }
  return chainError(purpose, last);
}
