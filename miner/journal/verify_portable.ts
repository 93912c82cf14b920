/**
 * Checks a portable journal: trusting a file that was damaged, or made by somebody else, could cost
 * a stake.
 *
 * @module
 */
import {
  type Address,
  type Hex,
  keccak256,
  parseTransaction,
  recoverTransactionAddress,
  type TransactionSerialized,
} from "viem";
import { z } from "zod";
import { commitmentOf } from "../../protocol/round/commitment.ts";
import { DemlError } from "../../protocol/errors.ts";
import { show } from "../../protocol/text/visible.ts";
import {
  type CallRow,
  type OpeningRow,
  PORTABLE,
  type Portable,
  PORTABLE_VERSION,
  READ_VERSIONS,
} from "./portable.ts";
import type { JournalFailure, PortableFault } from "./failures.ts";

/**
 * Reads a portable journal and checks all that it can: openings hash to their commitments,
 * transactions to their hashes and were signed by the account.
 *
 * @throws DemlError `journal` with the first fault
 */
export async function readPortable(text: string): Promise<Portable> {
  const portable = parse(text);
  for (const row of portable.openings) {
    requireMiner(row.seat, portable.account);
    if (!isOpened(row)) throw wrong({ fault: "opening", seat: row.seat });
  }
  for (const { place } of portable.deposits) requireMiner(place, portable.account);
  for (const call of portable.calls) await requireSigned(call, portable.account);
  return portable;
}

/** Whether an opening hashes to its commitment. */
export function isOpened({ seat, scores, evidence, salt, commitment }: OpeningRow): boolean {
  const [chainId, , contract, competition = "", miner, round] = seat.split("/");
  return commitment === commitmentOf({
    chainId: Number(chainId),
    contract: contract as Address,
    competition: BigInt(competition),
    round: Number(round),
    miner: miner as Address,
    scores: scores as Hex,
    evidence: evidence as Hex,
    salt: salt as Hex,
  });
}

function parse(text: string): Portable {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw wrong({ fault: "not-json" }, cause);
  }
  const { format, version } = (json ?? {}) as { format?: unknown; version?: unknown };
  if (format === "deml-journal" && !READ_VERSIONS.includes(version)) {
    throw wrong({ fault: "version", found: show(String(version)), most: PORTABLE_VERSION });
  }
  const { success, data, error } = PORTABLE.safeParse(json);
  if (success) return data;
  const [issue] = error.issues;
  throw wrong({
    fault: "schema",
    path: show(z.core.toDotPath(issue?.path ?? [])),
    because: show(issue?.message ?? ""),
  });
}

function requireMiner(key: string, account: string): void {
  if (key.split("/")[4] === account) return;
  throw wrong({ fault: "foreign-key", key: show(key, 300), account });
}

async function requireSigned({ attempts, sender, chain, nonce }: CallRow, account: string) {
  for (const { raw, hash } of attempts) {
    const fits = sender === account && keccak256(raw as Hex) === hash &&
      await isSignedBy(raw as TransactionSerialized, { account, chain, nonce });
    if (!fits) throw wrong({ fault: "foreign-transaction", hash, account });
  }
}

async function isSignedBy(
  raw: TransactionSerialized,
  { account, chain, nonce }: { account: string; chain: number; nonce: number },
): Promise<boolean> {
  try {
    const parsed = parseTransaction(raw);
    const signer = await recoverTransactionAddress({ serializedTransaction: raw });
    // RLP has no zero.
    return signer.toLowerCase() === account && parsed.chainId === chain &&
      (parsed.nonce ?? 0) === nonce;
  } catch {
    return false;
  }
}

function wrong(fault: PortableFault, cause?: unknown): DemlError<JournalFailure> {
  return new DemlError<JournalFailure>({ kind: "journal/not-portable", fault }, { cause });
}
