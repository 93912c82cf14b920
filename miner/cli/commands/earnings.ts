import { formatEther } from "viem";
import { CHAIN_OPTIONS, openConnection } from "../chain_option.ts";
import { EXIT } from "../../../protocol/errors.ts";
import { type Command, type Invocation, usage } from "../command.ts";
import { type Account, readAccounts } from "../earnings/read_accounts.ts";
import { HOME_OPTION } from "../home_option.ts";
import { findJournal, openToRead } from "../journal/find_journal.ts";
import { toJson } from "../json.ts";
import { renderTable } from "../render_table.ts";

/** Columns, as a spreadsheet names them. */
const AMOUNTS = ["stakeIn", "atRisk", "fees", "lost", "gas", "net"] as const;
const HEADINGS = ["stake in", "at risk", "fees", "lost", "gas paid", "net"];

export const earnings: Command = {
  name: "earnings",
  summary: "Account for a miner's stakes, fees, losses and gas",
  options: [
    ...CHAIN_OPTIONS,
    HOME_OPTION,
    { name: "address", value: "ADDRESS", help: "Whose account, if the home has several journals" },
    { name: "csv", help: "Print CSV for a spreadsheet, in ether" },
  ],
  notes: `Stakes and transactions come from the journal, payments and gas from the chain. Net is
fees less lost stakes and gas; a stake that is still deposited is not a loss. It needs no
key, and the miner may keep running. Gas of transactions that a node has forgotten is not
counted: use one that keeps all receipts.`,
  examples: [
    "deml earnings --rpc https://rpc.example --contract 0x5FbD…",
    "deml earnings --csv > earnings.csv",
  ],
  run,
};

async function run(invocation: Invocation): Promise<number> {
  const { json, terminal } = invocation;
  if (json && invocation.flag("csv")) throw usage(earnings, "--json and --csv exclude each other");
  const { path, account: miner } = await findJournal(invocation);
  const connection = await openConnection(invocation);
  const database = openToRead(path);
  let accounts: Account[];
  try {
    accounts = await readAccounts(connection, database, miner);
  } finally {
    database.close();
  }
  const total = totalOf(accounts);
  if (json) {
    terminal.out(toJson({ miner, chainId: connection.chainId, competitions: accounts, total }));
  } else if (invocation.flag("csv")) {
    terminal.out(["competition", ...AMOUNTS].join(","));
    for (const each of accounts) terminal.out([each.competition, ...inEther(each)].join(","));
  } else if (accounts.length === 0) terminal.out(`${miner} has mined nothing here yet`);
  else {
    terminal.block(renderTable(
      [{ heading: "competition" }, ...HEADINGS.map((heading) => ({ heading, right: true }))],
      [
        ...accounts.map((each) => [String(each.competition), ...inEther(each)]),
        ["all, in ETH", ...inEther(total)],
      ],
    ));
  }
  return EXIT.ok;
}

type Amounts = Pick<Account, typeof AMOUNTS[number]>;

function totalOf(accounts: Account[]): Amounts {
  const sum = (name: typeof AMOUNTS[number]) =>
    accounts.reduce((total, account) => total + account[name], 0n);
  return Object.fromEntries(AMOUNTS.map((name) => [name, sum(name)])) as unknown as Amounts;
}

function inEther(amounts: Amounts): string[] {
  return AMOUNTS.map((name) => formatEther(amounts[name]));
}
