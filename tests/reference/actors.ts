/**
 * Who plays in the differential test: accounts with keys, so that they can sign.
 *
 * @module
 */
import { type Address, concat, type Hex, toHex } from "viem";
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import { signCommit } from "../../protocol/round/sign_commit.ts";
import type { CommitBatch, SignedCommit } from "./for_others.ts";

const PLAYERS = 14;

function accountOf(number: number): PrivateKeyAccount {
  return privateKeyToAccount(toHex(0xac70n + BigInt(number), { size: 32 }));
}

const ACCOUNTS = new Map<Address, PrivateKeyAccount>(
  Array.from({ length: PLAYERS }, (_, i) => [accountOf(i).address, accountOf(i)]),
);

export const ACTORS: readonly Address[] = [...ACCOUNTS.keys()];

/** Somebody who has no part in any competition. */
export const STRANGER: Address = accountOf(PLAYERS).address;

/** What `commitFor` takes: every entry signed by whoever it says, for what it says. */
export async function signBatch(
  { entries, tail }: CommitBatch,
  chainId: number,
  contract: Address,
): Promise<Hex> {
  const sign = async ({ signer, id, round, commitment, spoiled }: SignedCommit) => {
    const signed = await signCommit(ACCOUNTS.get(signer)!, {
      chainId,
      contract,
      competition: BigInt(id),
      round,
      commitment,
    });
    return spoiled ? spoil(signed) : signed;
  };
  return concat([...await Promise.all(entries.map(sign)), tail]);
}

/** Changes a digit in the middle of the signature. */
function spoil(signed: Hex): Hex {
  const at = signed.length - 70;
  const digit = signed[at] === "0" ? "1" : "0";
  return (signed.slice(0, at) + digit + signed.slice(at + 1)) as Hex;
}
