import type { Address } from "viem";
import { EXIT, told } from "../../../../protocol/errors.ts";
import { readFile } from "../../../base/read_file.ts";
import { importJournal } from "../../../journal/import_journal.ts";
import { openJournal } from "../../../journal/journal.ts";
import { holdersOf } from "../../../journal/lock.ts";
import { showHolder } from "../../failures/journal.ts";
import { LONGEST_PORTABLE } from "../../../journal/portable.ts";
import { readPortable } from "../../../journal/verify_portable.ts";
import type { Command, Invocation } from "../../command.ts";
import { accountNamed, JOURNAL_OPTIONS } from "../../journal/options.ts";
import { homeMade } from "../../home_option.ts";
import { toJson } from "../../json.ts";

export const importFrom: Command = {
  name: "journal import",
  summary: "Add an exported journal to the one here; nothing is replaced",
  positional: "FILE",
  options: JOURNAL_OPTIONS,
  notes:
    `FILE is what \`deml journal export\` wrote. Nothing is imported while a program with this key
runs here. If both journals have a commitment for one round, the one here stays, and the exit
code is 1.`,
  examples: [
    "deml journal import miner.json",
    "deml journal import miner.json --home /var/lib/deml",
  ],
  run,
};

async function run(invocation: Invocation): Promise<number> {
  const { terminal } = invocation;
  const portable = await readPortable(await readText(invocation.argument(0, "FILE")));
  const account = portable.account as Address;
  const wanted = accountNamed(invocation);
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
