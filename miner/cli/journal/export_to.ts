/**
 * `deml journal export FILE`.
 *
 * @module
 */
import { EXIT } from "../../../protocol/errors.ts";
import { writeDurably } from "../../base/files.ts";
import { exportJournal } from "../../journal/export_journal.ts";
import type { Invocation } from "../command.ts";
import { toJson } from "../json.ts";
import { refuseOverwrite } from "../refuse_overwrite.ts";
import { findJournal, openToRead } from "./find_journal.ts";

/** Writes a journal as JSON, for its owner alone. */
export async function exportTo(invocation: Invocation): Promise<number> {
  const file = invocation.argument(1, "FILE");
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
