/**
 * Numbers in a node's answer that are too long for Ethereum: at most 256 bits. One of megabytes is
 * parsed in an instant, but calculating with it or printing it takes minutes.
 *
 * @module
 */

/** `0x` and 64 digits. */
const LONGEST = 66;

/** Methods that return bytes of any length. */
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

/** Says which number is too long; undefined if none is. */
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
