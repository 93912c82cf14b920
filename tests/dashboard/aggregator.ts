/**
 * A price feed as Chainlink's aggregators answer, put onto a test chain.
 *
 * @module
 */
import { type Address, concat, type Hex, numberToHex, toFunctionSelector } from "viem";
import type { Stage } from "../../miner/demo/stage.ts";

/** Where it is put. */
export const FEED: Address = "0x00000000000000000000000000000000000feed1";

/** Puts an aggregator with eight decimals at `FEED`, whose price is of `age` seconds ago. */
export async function putFeed(stage: Stage, answer: bigint, age = 0): Promise<void> {
  await stage.chain.control.setCode({ address: FEED, bytecode: feed(answer, age) });
}

/** Answers `decimals()` with 8, and everything else with a round. */
function feed(answer: bigint, age: number): Hex {
  const push32 = (value: bigint): Hex => concat(["0x7f", numberToHex(value, { size: 32 })]);
  // [at 0: 1][at 32: answer][at 64 and 96: block's time less the age][at 128: 1]
  const at = (slot: number): Hex => concat(["0x60", numberToHex(32 * slot, { size: 1 }), "0x52"]);
  const time: Hex = concat([push32(BigInt(age)), "0x4203"]);
  const round = concat([
    ...[push32(1n), at(0), push32(answer), at(1)],
    ...[time, at(2), time, at(3), push32(1n), at(4)],
    "0x60a06000f3",
  ]);
  // calldataload(0) >> 224 == decimals.selector, then jump behind the round.
  const decimals = toFunctionSelector("decimals()");
  const head = 16;
  const target = numberToHex(head + (round.length - 2) / 2, { size: 2 });
  return concat([
    "0x60003560e01c63",
    decimals,
    "0x1461",
    target,
    "0x57",
    round,
    "0x5b600860005260206000f3",
  ]);
}
