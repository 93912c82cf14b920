import { formatEther } from "viem";
import { EXIT } from "../../../../protocol/errors.ts";
import { openToOthers } from "../../../base/home.ts";
import { checkJournal } from "../../../journal/check_journal.ts";
import { holdersOf } from "../../../journal/lock.ts";
import { showHolder } from "../../failures/journal.ts";
import { reserveIn } from "../../../journal/reserve.ts";
import type { Command, Invocation } from "../../command.ts";
import { JOURNAL_OPTIONS } from "../../journal/options.ts";
import { showBytes } from "../../../../protocol/format/format.ts";
import { toJson } from "../../json.ts";
import { findJournal, openToRead } from "../../journal/find_journal.ts";

export const check: Command = {
  name: "journal check",
  summary: "Tell whether a journal is sound, what is open in it, when it was last written",
  options: JOURNAL_OPTIONS,
  notes: "The exit code is 1 if it is not sound. The miner may keep running.",
  examples: ["deml journal check", "deml journal check --json"],
  run,
};

async function run(invocation: Invocation): Promise<number> {
  const { terminal: { out, paint } } = invocation;
  const { home, path, account } = await findJournal(invocation);
  const database = openToRead(path);
  try {
    const state = checkJournal(database);
    const file = await Deno.stat(path);
    if (openToOthers(file)) state.wrong.push("other users of this machine may read it");
    const holders = holdersOf(home, account).map(showHolder);
    const reserve = reserveIn(home);
    const sound = state.wrong.length === 0;
    if (invocation.json) {
      out(toJson({ ok: sound, account, path, bytes: file.size, reserve, holders, ...state }));
      return sound ? EXIT.ok : EXIT.failed;
    }
    out(`${path}, ${showBytes(file.size)}, schema ${state.schema}`);
    out(sound ? paint.green("sound") : paint.red(state.wrong.join("; ")));
    out(`used by     ${holders.length > 0 ? holders.join("; ") : "nobody at the moment"}`);
    out(`written     ${state.lastWrite ?? "never"}`);
    out(`reserve     ${reserve > 0 ? showBytes(reserve) : "none: `deml mine` makes one"}`);
    out(`openings    ${state.openings}`);
    for (const { place, stake } of state.deposits) {
      const [chain, , , competition] = place.split("/");
      out(
        `deposit     ${formatEther(BigInt(stake))} ETH, competition ${competition}, chain ${chain}`,
      );
    }
    for (const { purpose, nonce, attempts, recorded } of state.open) {
      out(`open call   ${purpose}: nonce ${nonce}, ${attempts} attempts, since ${recorded}`);
    }
    return sound ? EXIT.ok : EXIT.failed;
  } finally {
    database.close();
  }
}
