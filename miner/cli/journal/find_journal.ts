/**
 * The journal that a command line means.
 *
 * @module
 */
import type { Address } from "viem";
import { DatabaseSync } from "node:sqlite";
import { reasonOf, told } from "../../../protocol/errors.ts";
import { fileError } from "../../base/read_file.ts";
import { openReadable } from "../../journal/open_database.ts";
import type { Invocation } from "../command.ts";
import { homeOf } from "../home_option.ts";
import { accountNamed } from "./options.ts";

/** A journal's file, and whose it is. */
export interface FoundJournal {
  home: string;
  path: string;
  account: Address;
}

/**
 * Finds the journal of --address, or the only one of the home.
 *
 * @throws DemlError `file` when there is none, or several
 */
export async function findJournal(invocation: Invocation): Promise<FoundJournal> {
  const home = homeOf(invocation);
  const wanted = accountNamed(invocation);
  const accounts = (await namesIn(home)).flatMap((name) => {
    const account = name.match(/^(0x[0-9a-f]{40})\.sqlite$/)?.[1];
    return account === undefined || (wanted !== undefined && account !== wanted) ? [] : [account];
  });
  if (accounts.length === 1) {
    const [account] = accounts as [Address];
    return { home, account, path: `${home}/${account}.sqlite` };
  }
  throw told(
    "file",
    accounts.length === 0
      ? `No journal${wanted === undefined ? "" : ` of ${wanted}`} in ${home}`
      : `There are journals of ${accounts.join(" and ")} in ${home}`,
    accounts.length === 0
      ? "Give the folder with --home; `deml mine` makes a journal"
      : "Choose one with --address",
  );
}

/** Opens a journal for reading, even while its miner writes it. */
export function openToRead(path: string): DatabaseSync {
  const database = openReadable(path);
  if (database !== undefined) return database;
  let reason = "it is not a journal";
  try {
    const broken = new DatabaseSync(path, { readOnly: true });
    try {
      broken.prepare("SELECT count(*) FROM openings").get();
    } finally {
      broken.close();
    }
  } catch (error) {
    reason = reasonOf(error);
  }
  throw told(
    "journal",
    `Cannot read the journal ${path}: ${reason}`,
    "Restore the last backup, or let `deml mine` judge its models again",
  );
}

async function namesIn(home: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(home))).map(({ name }) => name).sort();
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return [];
    throw fileError(home, cause);
  }
}
