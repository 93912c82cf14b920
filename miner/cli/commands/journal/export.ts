import { EXIT } from "../../../../protocol/errors.ts";
import { writeDurably } from "../../../base/files.ts";
import { exportJournal } from "../../../journal/export_journal.ts";
import type { Command, Invocation } from "../../command.ts";
import { FORCE_OPTION, JOURNAL_OPTIONS, SECRECY } from "../../journal/options.ts";
import { toJson } from "../../json.ts";
import { refuseOverwrite } from "../../refuse_overwrite.ts";
import { findJournal, openToRead } from "../../journal/find_journal.ts";

export const exportTo: Command = {
  name: "journal export",
  summary: "Write what a reveal needs as JSON, for another machine",
  positional: "FILE",
  options: [...JOURNAL_OPTIONS, FORCE_OPTION],
  notes: `FILE gets openings, deposits and open calls. ${SECRECY}

To move a miner, first stop it for good: two programs with one key lose stakes. Then export,
and \`deml journal import\` on the other machine.`,
  examples: ["deml journal export miner.json"],
  run,
};

async function run(invocation: Invocation): Promise<number> {
  const file = invocation.argument(0, "FILE");
  await refuseOverwrite(file, invocation.flag("force"));
  const { path, account } = await findJournal(invocation);
  const database = openToRead(path);
  try {
    const portable = exportJournal(database, account);
    const text = `${JSON.stringify(portable, null, 1)}\n`;
    await writeDurably(file, new TextEncoder().encode(text), { mode: 0o600 });
    const { openings, deposits, calls } = portable;
    const counts = { openings: openings.length, deposits: deposits.length, calls: calls.length };
    if (invocation.json) invocation.terminal.out(toJson({ account, file, ...counts }));
    else {
      invocation.terminal.out(
        `${file}: ${counts.openings} openings, ${counts.deposits} deposits, ` +
          `${counts.calls} open calls of ${account}`,
      );
      invocation.terminal.note("It contains salts: show it to nobody before the rows are revealed");
    }
    return EXIT.ok;
  } finally {
    database.close();
  }
}
