/**
 * A node that lags: it answers as it would have some blocks ago.
 *
 * @module
 */
import type { Answer, Question } from "./question.ts";

/** Where each method takes its block. */
const BLOCK_AT: Record<string, number> = {
  eth_call: 1,
  eth_estimateGas: 1,
  eth_getBalance: 1,
  eth_getTransactionCount: 1,
  eth_getCode: 1,
};

/** Answers as of `age` blocks ago. */
export async function seeOld(
  questions: Question[],
  age: number,
  forward: (questions: Question[]) => Promise<Answer[]>,
): Promise<Answer[]> {
  const [head] = await forward([{ id: 0, method: "eth_blockNumber", params: [] }]);
  const last = Math.max(0, Number(head!.result) - age);
  const tag = `0x${last.toString(16)}`;
  const old = (block: unknown) =>
    typeof block === "string" && block.startsWith("0x") && Number(block) <= last ? block : tag;
  const asked = questions.map((question) => {
    const { method, params } = question;
    const at = BLOCK_AT[method];
    if (at !== undefined) {
      const changed = [...params];
      while (changed.length <= at) changed.push(undefined);
      changed[at] = old(changed[at]);
      return { ...question, params: changed };
    }
    if (method === "eth_getBlockByNumber") {
      return { ...question, params: [old(params[0]), params[1]] };
    }
    if (method === "eth_getLogs") {
      const filter = params[0] as { fromBlock?: string; toBlock?: string };
      return { ...question, params: [{ ...filter, toBlock: old(filter.toBlock) }] };
    }
    return question;
  });
  const answers = await forward(asked);
  return answers.map((answer, at) => {
    const { method } = questions[at]!;
    if (method === "eth_blockNumber") return { ...answer, result: tag };
    const mined = answer.result as { blockNumber?: string } | null;
    const later = Number(mined?.blockNumber ?? 0) > last;
    // Nothing it has not seen is in a block.
    return method === "eth_getTransactionReceipt" && later
      ? { id: answer.id, result: null }
      : answer;
  });
}
