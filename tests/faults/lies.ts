/**
 * A node that answers well-formed nonsense.
 *
 * @module
 */
import type { Fault } from "./faults.ts";
import type { Answer, Question } from "./question.ts";

/** What it says instead. */
export function lie({ method }: Question, answer: Answer, { size }: Fault): Answer {
  if (answer.error !== undefined) return answer;
  const { id, result } = answer;
  const lies: Record<string, unknown[]> = {
    eth_call: [zerosLike(result), "0x", onesLike(result)],
    eth_getTransactionCount: ["0x0", plus(result, 3)],
    eth_getBalance: ["0x0", "0xffffffffffffffffffffffff"],
    eth_blockNumber: ["0x0", plus(result, 1_000)],
    eth_getTransactionReceipt: [null],
    eth_getTransactionByHash: [null],
    eth_estimateGas: ["0x5208"],
    eth_sendRawTransaction: [result],
  };
  const among = lies[method];
  return among === undefined ? answer : { id, result: among[size % among.length] };
}

function zerosLike(result: unknown): string {
  return "0x" + "0".repeat(Math.max(0, String(result).length - 2));
}

function onesLike(result: unknown): string {
  return "0x" + "f".repeat(Math.max(0, String(result).length - 2));
}

function plus(result: unknown, more: number): string {
  return `0x${(Number(result) + more).toString(16)}`;
}
