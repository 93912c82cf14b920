/**
 * Taking money out of competitions: `withdraw` and `claim` differ only in whose money it is.
 *
 * @module
 */
import type { Address } from "viem";
import { EXIT, told } from "../../../protocol/errors.ts";
import { showEther } from "../../../protocol/format/format.ts";
import { estimateWrite } from "../../transactions/estimate_write.ts";
import type { Write } from "../../transactions/sender.ts";
import { openAccount } from "../account.ts";
import { addressOption } from "../address.ts";
import { CHAIN_OPTIONS, openConnection } from "../chain_option.ts";
import { type Invocation, type Option, usage } from "../command.ts";
import { CONFIRM_OPTIONS, confirmBill } from "../confirm.ts";
import { HOME_OPTION } from "../home_option.ts";
import { toJson } from "../json.ts";
import { SIGNER_OPTIONS } from "../signer_option.ts";
import { type Holding, readHoldings } from "./holdings.ts";

/** Which money. */
export interface Kind {
  functionName: "withdraw" | "claim";
  of(holding: Holding): bigint;
  /** What it is, e.g. `stakes and fees` */
  what: string;
  /** The other command, and its money */
  other: { name: string; of(holding: Holding): bigint };
}

/** The flags of both. */
export const TAKE_OPTIONS: Option[] = [
  ...CHAIN_OPTIONS,
  ...SIGNER_OPTIONS,
  { name: "competition", value: "ID", help: "Only from this one" },
  { name: "all", help: "From every competition that has something" },
  { name: "to", value: "ADDRESS", help: "Who is paid; the account itself by default" },
  HOME_OPTION,
  ...CONFIRM_OPTIONS,
];

/** Shows what there is, and takes it. */
export async function take(invocation: Invocation, kind: Kind): Promise<number> {
  const only = invocation.integer("competition", { min: 1, max: Number.MAX_SAFE_INTEGER });
  if (only !== undefined && invocation.flag("all")) {
    throw usage(invocation.command, "--competition and --all exclude each other");
  }
  const connection = await openConnection(invocation);
  const account = await openAccount(invocation, connection);
  const { terminal } = invocation;
  try {
    const to = addressOption(invocation, "to") ?? account.address;
    const id = only === undefined ? undefined : BigInt(only);
    const holdings = await readHoldings(
      connection,
      account.address,
      id,
      (done, all) => terminal.progress(`Reading competitions: ${done} of ${all}`),
    );
    terminal.clear();
    const found = holdings.filter((holding) => kind.of(holding) > 0n);
    const elsewhere = holdings.filter(kind.other.of).length;
    if (found.length === 0) {
      return report(invocation, kind, { found, taken: false, transactions: [], elsewhere });
    }
    if (found.length > 1 && id === undefined && !invocation.flag("all")) {
      throw told(
        "usage",
        `There is something in ${found.length} competitions: ${
          found.map((holding) => `${holding.id} (${showEther(kind.of(holding))})`).join(", ")
        }`,
        "Give --competition ID, or --all",
        { details: { competitions: found } },
      );
    }
    const writes = found.map(({ id }) => writeOf(kind, id, to));
    const gas = await Promise.all(
      writes.map((write) => estimateWrite(connection, account.address, write)),
    );
    for (const holding of found) {
      terminal.note(`Competition ${holding.id}: ${showEther(kind.of(holding))} to ${to}`);
    }
    const bill = {
      purpose: `${kind.functionName} ${kind.what}`,
      payments: [],
      gas: gas.reduce((sum, each) => sum + each, 0n),
      transactions: writes.length,
      receives: to === account.address
        ? found.reduce((sum, holding) => sum + kind.of(holding), 0n)
        : 0n,
    };
    const wanted = await confirmBill(invocation, connection, account, bill);
    if (!wanted) return EXIT.ok;
    for (const write of writes) await account.sender.send(write);
    await account.confirmed();
    const transactions = account.sent;
    return report(invocation, kind, { found, taken: true, transactions, elsewhere });
  } finally {
    account.close();
  }
}

function writeOf({ functionName }: Kind, id: bigint, to: Address): Write<"withdraw" | "claim"> {
  return { functionName, args: [id, to], purpose: `${functionName} from competition ${id}` };
}

function report(
  { terminal, json }: Invocation,
  kind: Kind,
  { found, taken, transactions, elsewhere }: {
    found: Holding[];
    taken: boolean;
    transactions: unknown[];
    elsewhere: number;
  },
): number {
  const sum = found.reduce((total, holding) => total + kind.of(holding), 0n);
  if (json) {
    const competitions = found.map((holding) => ({ id: holding.id, wei: kind.of(holding) }));
    terminal.out(toJson({ competitions, wei: sum, taken, transactions }));
    return EXIT.ok;
  }
  if (found.length === 0) terminal.out(`There are no ${kind.what} to ${kind.functionName}`);
  else terminal.out(`${showEther(sum)} received`);
  if (elsewhere > 0) {
    terminal.note(`There is more for this account: \`deml ${kind.other.name} --all\``);
  }
  return EXIT.ok;
}
