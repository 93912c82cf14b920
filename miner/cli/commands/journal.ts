import { isAddress } from "viem";
import { backUp } from "../journal/back_up.ts";
import { check } from "../journal/check.ts";
import { exportTo } from "../journal/export_to.ts";
import { importFrom } from "../journal/import_from.ts";
import { type Command, type Invocation, usage } from "../command.ts";
import { HOME_OPTION } from "../home_option.ts";

/** What can be done with a journal, and whether it takes a file. */
const ACTIONS: Record<
  string,
  { takesFile: boolean; run(invocation: Invocation): Promise<number> }
> = {
  export: { takesFile: true, run: exportTo },
  import: { takesFile: true, run: importFrom },
  check: { takesFile: false, run: check },
  backup: { takesFile: true, run: backUp },
};

export const journal: Command = {
  name: "journal",
  summary: "Export, import, check or back up what a reveal needs",
  positional: "ACTION [FILE]",
  options: [
    HOME_OPTION,
    {
      name: "address",
      value: "ADDRESS",
      help: "Whose journal, if the home has several",
    },
    { name: "force", help: "Overwrite FILE" },
  ],
  notes: `export FILE  openings, deposits and open calls as JSON, for another machine
import FILE  adds them to the journal here; nothing is replaced
check        whether it is sound, what is open, when it was last written
backup FILE  a copy of the whole database, even while the miner runs

Exports and backups contain salts and rows that nobody may see before the reveal: only
their owner can read them. To move a miner, first stop it for good: two programs with one
key lose stakes. Import refuses while a program with this key runs here.

If both journals have a commitment for one round, the one here stays, and the exit code
is 1.`,
  examples: [
    "deml journal export miner.json",
    "deml journal import miner.json --home /var/lib/deml",
    "deml journal check --json",
    "deml journal backup /backup/miner.sqlite --force",
  ],
  async run(invocation) {
    const name = invocation.argument(0, "ACTION");
    const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
    if (action === undefined) {
      throw usage(journal, `ACTION is ${Object.keys(ACTIONS).join(", ")}, not "${name}"`);
    }
    if (action.takesFile) invocation.argument(1, "FILE");
    else if (invocation.positional[1] !== undefined) throw usage(journal, `${name} takes no FILE`);
    const address = invocation.text("address");
    if (address !== undefined && !isAddress(address, { strict: false })) {
      throw usage(journal, `--address takes an address, not "${address}"`);
    }
    return await action.run(invocation);
  },
};
