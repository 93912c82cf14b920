import { EXIT, reasonOf, told } from "../../../../protocol/errors.ts";
import type { Command, Invocation } from "../../command.ts";
import { FORCE_OPTION, JOURNAL_OPTIONS, SECRECY } from "../../journal/options.ts";
import { showBytes } from "../../../../protocol/format/format.ts";
import { toJson } from "../../json.ts";
import { refuseOverwrite } from "../../refuse_overwrite.ts";
import { findJournal, openToRead } from "../../journal/find_journal.ts";

export const backup: Command = {
  name: "journal backup",
  summary: "Copy the whole journal, also while the miner runs",
  positional: "FILE",
  options: [...JOURNAL_OPTIONS, FORCE_OPTION],
  notes:
    `FILE becomes the database as it is at one moment; it appears whole or not at all. ${SECRECY}`,
  examples: ["deml journal backup /backup/miner.sqlite --force"],
  run,
};

async function run(invocation: Invocation): Promise<number> {
  const file = invocation.argument(0, "FILE");
  await refuseOverwrite(file, invocation.flag("force"));
  const { path, account } = await findJournal(invocation);
  const temporary = `${file}.${crypto.randomUUID().slice(0, 8)}.tmp`;
  const database = openToRead(path);
  try {
    // SQLite accepts an empty file, and keeps its permissions.
    (await Deno.open(temporary, { write: true, createNew: true, mode: 0o600 })).close();
    database.prepare("VACUUM INTO ?").run(temporary);
    using copy = await Deno.open(temporary, { write: true });
    await copy.sync();
    await Deno.rename(temporary, file);
  } catch (cause) {
    await Deno.remove(temporary).catch(() => {});
    throw told(
      "journal",
      `Cannot write the backup ${file}: ${reasonOf(cause)}`,
      "Check the folder's permissions and free space",
      { cause },
    );
  } finally {
    database.close();
  }
  const { size } = await Deno.stat(file);
  if (invocation.json) invocation.terminal.out(toJson({ account, file, bytes: size }));
  else invocation.terminal.out(`${file}: ${showBytes(size)}, the journal of ${account}`);
  return EXIT.ok;
}
