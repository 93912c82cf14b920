/**
 * Numbers in a node's answer that are none of Ethereum's: 256 bits at most. One of megabytes is parsed
 * in an instant, and keeps the processor for minutes when it is counted with or written out.
 *
 * @module
 */

/** `0x` and 64 digits. */
const LONGEST = 66;

/** Methods whose answer is bytes of any length. */
const BYTES = new Set(["eth_call", "eth_getCode"]);

/** The fields of blocks, logs, receipts, transactions and fee histories that are read as numbers. */
const QUANTITIES = new Set([
  ...["baseFeePerGas", "baseFeePerBlobGas", "blobGasPrice", "blobGasUsed", "blockNumber"],
  ...["blockTimestamp", "chainId", "cumulativeGasUsed", "difficulty", "effectiveGasPrice"],
  ...["excessBlobGas", "gas", "gasLimit", "gasPrice", "gasUsed", "logIndex", "maxFeePerBlobGas"],
  ...["maxFeePerGas", "maxPriorityFeePerGas", "nonce", "number", "oldestBlock", "reward", "size"],
  ...[
    "status",
    "timestamp",
    "totalDifficulty",
    "transactionIndex",
    "type",
    "v",
    "value",
    "yParity",
  ],
]);

/** Tells which number is too long; undefined when none is. */
export function longQuantity(method: string, result: unknown): string | undefined {
  if (typeof result === "string") {
    return BYTES.has(method) || result.length <= LONGEST ? undefined : tooLong(method);
  }
  const left: [name: string, value: unknown][] = [[method, result]];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const [name, value] = next;
    if (typeof value === "string") {
      if (value.length > LONGEST && QUANTITIES.has(name)) return tooLong(name);
    } else if (Array.isArray(value)) {
      for (const item of value) left.push([name, item]);
    } else if (typeof value === "object" && value !== null) {
      for (const [key, item] of Object.entries(value)) left.push([key, item]);
    }
  }
  return undefined;
}

function tooLong(name: string): string {
  return `${name} is a number of more than 256 bits`;
}
