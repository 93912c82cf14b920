/**
 * Many views of the contract in one call: after every step some forty are compared, and a request
 * for each took most of the test's time.
 *
 * @module
 */
import { type Address, concat, type Hex, numberToHex, size, slice } from "viem";

/** Where the asking code is put. */
export const ASKER: Address = "0x00000000000000000000000000000000000a54e7";

/**
 * Code that calls a contract with every entry of its calldata, `length (32 bytes) ‖ calldata`, and
 * returns `success (32) ‖ length (32) ‖ returned` for each. Its stack holds a position in memory
 * and, above it, one in the calldata.
 */
export function askingCode(target: Address): Hex {
  return concat([
    "0x5f5f", // both positions are zero
    "0x5b368110600c57", // 02, while there is more calldata: to 0c
    "0x505ff3", // otherwise return the memory up to the position
    "0x5b803580826020018437", // 0c, copy the entry to memory
    "0x5f5f828573", // staticcall with it, and no room for the answer, …
    target, // … the target, …
    "0x5afa8352", // … with all gas; store the success
    "0x3d8360200152", // store the length
    "0x3d5f846040013e", // store what was returned
    "0x01602001", // move on in the calldata
    "0x903d01604001", // move on in memory
    "0x90600256", // to 02
  ]);
}

/** Calls as the asking code takes them. */
export function packCalls(calls: Hex[]): Hex {
  return concat(["0x", ...calls.flatMap((call) => [numberToHex(size(call), { size: 32 }), call])]);
}

/** What each of them returned; an error where one reverted. */
export function unpackAnswers(packed: Hex): Hex[] {
  const answers: Hex[] = [];
  for (let at = 0; at < size(packed);) {
    const length = Number(slice(packed, at + 32, at + 64));
    const answer = length === 0 ? "0x" : slice(packed, at + 64, at + 64 + length);
    if (BigInt(slice(packed, at, at + 32)) === 0n) throw new Error(`a view reverted: ${answer}`);
    answers.push(answer);
    at += 64 + length;
  }
  return answers;
}

/** Creation code that answers the balances of accounts, 32 bytes each. */
export function balancesCode(accounts: readonly Address[]): Hex {
  const end = numberToHex(32 * accounts.length, { size: 2 });
  return concat([
    ...accounts.flatMap((account, i): Hex[] => [
      "0x73", // the account's …
      account,
      "0x3161", // … balance, to its place in memory
      numberToHex(32 * i, { size: 2 }),
      "0x52",
    ]),
    concat(["0x61", end, "0x5ff3"]), // return all of them
  ]);
}
