/**
 * One process per key and chain: two would use one nonce for two transactions, and commit twice.
 * The contract is not part of the lock, since nonces belong to the account. The kernel releases it
 * with the process, however that ends.
 *
 * @module
 */
import type { Address } from "viem";
import { z } from "zod";
import { DemlError, reasonOf } from "../../protocol/errors.ts";
import type { Holder, JournalFailure } from "./failures.ts";

/** The locked account. */
export interface LockedAccount {
  chainId: number;
  address: Address;
}

/** A lock that this process holds. */
export interface Lock {
  release(): void;
}

/** What the holder writes into the file, for those who are refused. */
const HOLDER = z.object({ pid: z.int().positive(), since: z.iso.datetime() });

/** More than a holder writes, in bytes. */
const LONGEST_HOLDER = 1_024;

/**
 * Takes the lock of an account on a chain, before its journal is opened.
 *
 * @param home The folder of the journal
 * @throws DemlError `journal` if another process holds it, with its number and since when
 */
export function lockAccount(home: string, { chainId, address }: LockedAccount): Lock {
  const path = `${home}/${lockName(address, chainId)}`;
  let file: Deno.FsFile;
  try {
    file = Deno.openSync(path, { read: true, write: true, create: true, mode: 0o600 });
  } catch (cause) {
    // A read-only file system has the lock file of an earlier run, or nobody can lock.
    file = openReadOnly(path, cause);
  }
  if (!file.tryLockSync(true)) {
    const holder = readHolder(file);
    file.close();
    throw new DemlError<JournalFailure>({
      kind: "journal/in-use",
      address,
      chainId,
      holder,
      lock: path,
    });
  }
  writeHolder(file, { pid: Deno.pid, since: new Date().toISOString() });
  // The file stays: removing it would let two processes lock two files with one name.
  return { release: () => file.close() };
}

/** The holders of an account's locks, on all chains. */
export function holdersOf(home: string, address: Address): (Holder | undefined)[] {
  const prefix = lockName(address, "");
  const names = [...Deno.readDirSync(home)].map(({ name }) => name);
  return names.filter((name) => name.startsWith(prefix) && name.endsWith(".lock"))
    .flatMap((name) => {
      const file = Deno.openSync(`${home}/${name}`, { read: true });
      try {
        // A shared lock: it hardly delays a program that starts at this moment.
        return file.tryLockSync(false) ? [] : [readHolder(file)];
      } finally {
        file.close();
      }
    });
}

function lockName(address: Address, chainId: number | ""): string {
  return `${address.toLowerCase()}.chain-${chainId}${chainId === "" ? "" : ".lock"}`;
}

function openReadOnly(path: string, cause: unknown): Deno.FsFile {
  try {
    return Deno.openSync(path, { read: true });
  } catch {
    throw new DemlError<JournalFailure>(
      { kind: "journal/cannot-lock", path, reason: reasonOf(cause) },
      { cause },
    );
  }
}

function readHolder(file: Deno.FsFile): Holder | undefined {
  try {
    file.seekSync(0, Deno.SeekMode.Start);
    const bytes = new Uint8Array(LONGEST_HOLDER);
    const text = new TextDecoder().decode(bytes.subarray(0, file.readSync(bytes) ?? 0));
    return HOLDER.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Only for people: on a full disk the lock still works. */
function writeHolder(file: Deno.FsFile, holder: Holder): void {
  try {
    file.truncateSync(0);
    file.writeSync(new TextEncoder().encode(`${JSON.stringify(holder)}\n`));
  } catch {
    // A refused program then learns less.
  }
}
