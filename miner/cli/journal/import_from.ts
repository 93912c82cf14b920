/**
 * `deml journal import FILE`.
 *
 * @module
 */
import type { Address } from "viem";
import { EXIT, told } from "../../../protocol/errors.ts";
import { readFile } from "../../base/read_file.ts";
import { importJournal } from "../../journal/import_journal.ts";
import { openJournal } from "../../journal/journal.ts";
import { holdersOf } from "../../journal/lock.ts";
import { showHolder } from "../failures/journal.ts";
import { LONGEST_PORTABLE } from "../../journal/portable.ts";
import { readPortable } from "../../journal/verify_portable.ts";
import type { Invocation } from "../command.ts";
import { homeMade } from "../home_option.ts";
import { toJson } from "../json.ts";

/** Adds a portable journal to the one of its account. */
export async function importFrom(invocation: Invocation): Promise<number> {
  const { terminal } = invocation;
  const portable = await readPortable(await readText(invocation.argument(1, "FILE")));
  const account = portable.account as Address;
  const wanted = invocation.text("address")?.toLowerCase();
  if (wanted !== undefined && wanted !== account) {
    throw told("journal", `The file is the journal of ${account}`, "Check --address");
  }
  const home = await homeMade(invocation);
  const [holder] = holdersOf(home, account).map(showHolder);
  if (holder !== undefined) {
    throw told(
      "journal",
      `${account} is in use in ${home}: ${holder}`,
      "Stop that program, import, and start it again",
    );
  }
  const journal = openJournal(`${home}/${account}.sqlite`);
  try {
    const { conflicts, ...counts } = importJournal(journal.database, portable);
    if (invocation.json) terminal.out(toJson({ account, ...counts, conflicts }));
    else {
      terminal.out(
        `${counts.openings} openings, ${counts.deposits} deposits and ${counts.calls} calls are new; ` +
          `${counts.known} were already here`,
      );
      for (const seat of conflicts) {
        terminal.note(terminal.paint.red(`${seat}: another commitment exists here, and stays`));
      }
    }
    return conflicts.length > 0 ? EXIT.failed : EXIT.ok;
  } finally {
    journal.close();
  }
}

async function readText(path: string): Promise<string> {
  const bytes = await readFile(path);
  if (bytes.length <= LONGEST_PORTABLE) return new TextDecoder().decode(bytes);
  throw told("journal", `${path} is longer than any journal`, "Check the path");
}
