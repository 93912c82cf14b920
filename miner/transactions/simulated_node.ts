/**
 * A chain of one account in memory, for tests: it accepts transactions like nodes, and can lose,
 * delay and reorganize them.
 *
 * @module
 */
import { type Hex, keccak256, parseTransaction } from "viem";
import { DemlError } from "../../protocol/errors.ts";
import type { Mined } from "../journal/call.ts";
import type { Market } from "./fees.ts";
import type { Node } from "./node.ts";
import type { NodeAnswer } from "./node_answer.ts";
import type { ContractError } from "../../protocol/format/revert_facts.ts";
import type { RevertFailure } from "../chain/failures.ts";

/** A node whose blocks the test makes. */
export interface SimulatedNode extends Node {
  /** What the next block asks for */
  market: Market;
  balance: bigint;
  confirmations: number;
  /** Answers the next `send` with this, and accepts the transaction or not */
  failNext?: { answer: NodeAnswer; taken: boolean };
  /** The contract's reason to revert every call; none by default */
  revert?: ContractError;
  /** Whether what is mined succeeds */
  succeeds: boolean;
  /** Hashes that were mined, in order */
  readonly chain: readonly Hex[];
  /** Makes blocks, each with all that can be mined */
  mine(blocks?: number): void;
  /** Forgets what waits */
  dropPool(): void;
  /** Removes blocks; their transactions wait again, or are forgotten */
  reorg(blocks: number, keep?: boolean): void;
}

interface Pooled {
  hash: Hex;
  nonce: number;
  maxFee: bigint;
  tip: bigint;
}

/** Makes one. */
export function simulatedNode(): SimulatedNode {
  const pool = new Map<number, Pooled>();
  let blocks: Pooled[][] = [[]];
  const nonceAt = (depth: number) => blocks.slice(0, blocks.length - depth).flat().length;
  const head = () => blocks.length - 1;
  const node: SimulatedNode = {
    market: { baseFee: 100n, tip: 1n },
    balance: 10n ** 18n,
    confirmations: 3,
    succeeds: true,
    get chain() {
      return blocks.flat().map(({ hash }) => hash);
    },
    mine(count = 1) {
      for (let i = 0; i < count; i++) {
        const block: Pooled[] = [];
        for (let nonce = nonceAt(0);; nonce++) {
          const next = pool.get(nonce);
          if (next === undefined || next.maxFee < node.market.baseFee) break;
          pool.delete(nonce);
          block.push(next);
        }
        blocks.push(block);
      }
    },
    dropPool: () => pool.clear(),
    reorg(count, keep = true) {
      const gone = blocks.slice(-count).flat();
      blocks = blocks.slice(0, -count);
      if (keep) { for (const transaction of gone) pool.set(transaction.nonce, transaction); }
    },
    standing() {
      let nonce = nonceAt(0);
      while (pool.has(nonce)) nonce++;
      const { market, balance } = node;
      return Promise.resolve({ market, block: head(), nonce, balance });
    },
    see(_account, calls) {
      const wanted = new Set(calls.flatMap(({ attempts }) => attempts.map(({ hash }) => hash)));
      const mined = new Map<Hex, Mined>(
        blocks.flatMap((block, number) =>
          block.filter(({ hash }) => wanted.has(hash)).map(({ hash }): [Hex, Mined] => [
            hash,
            { hash, block: number, success: node.succeeds, gasUsed: 1n, gasPrice: 1n, logs: [] },
          ])
        ),
      );
      const known = new Set([...mined.keys(), ...[...pool.values()].map(({ hash }) => hash)]);
      return Promise.resolve({
        market: node.market,
        block: head(),
        nonce: nonceAt(0),
        nonceAtDepth: nonceAt(node.confirmations - 1),
        mined,
        known,
        confirmations: node.confirmations,
      });
    },
    estimate: (_, __, purpose) =>
      node.revert === undefined ? Promise.resolve(1_000n) : Promise.reject(
        new DemlError<RevertFailure>({
          kind: "revert/contract",
          purpose,
          reason: node.revert,
          args: [],
        }),
      ),
    send(raw) {
      const fail = node.failNext;
      node.failNext = undefined;
      if (fail !== undefined && !fail.taken) {
        return Promise.resolve({ answer: fail.answer, message: fail.answer });
      }
      const answer = take(raw);
      return Promise.resolve({ answer: fail?.answer ?? answer, message: fail?.answer ?? answer });
    },
  };

  function take(raw: Hex): NodeAnswer | "taken" {
    const { nonce = 0, maxFeePerGas: maxFee = 0n, maxPriorityFeePerGas: tip = 0n } =
      parseTransaction(raw);
    const hash = keccak256(raw);
    if (nonce < nonceAt(0)) return "used";
    const there = pool.get(nonce);
    if (there?.hash === hash) return "known";
    const outbids = (a: bigint, b: bigint) => a * 10n >= b * 11n;
    if (there && !(outbids(maxFee, there.maxFee) && outbids(tip, there.tip))) return "underpriced";
    pool.set(nonce, { hash, nonce, maxFee, tip });
    return "taken";
  }
  return node;
}
