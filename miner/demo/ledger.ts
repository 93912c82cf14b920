/**
 * The balance sheet, from the outside: what accounts really had, sent and paid for gas. It does not
 * use the contract's own books.
 *
 * @module
 */
import type { Address } from "viem";
import type { Connection } from "../chain/client.ts";
import type { Mined } from "../journal/call.ts";

/** Nobody has its key: what is burnt is sent there. */
const NOBODY: Address = "0x000000000000000000000000000000000000dEaD";

/**
 * Every wei paid in was paid out, burnt, or is still held; `difference` is the rest, and must be 0.
 */
export interface Balance {
  in: bigint;
  out: bigint;
  burnt: bigint;
  held: bigint;
  difference: bigint;
}

/** What one account did. */
interface Entry {
  role: string;
  start: bigint;
  sent: bigint;
  gas: bigint;
}

/** What one kind of account received, in wei. */
export interface RoleBalance {
  role: string;
  accounts: number;
  in: bigint;
  out: bigint;
}

/** Watches a set of accounts. */
export class Ledger {
  readonly #entries = new Map<Address, Entry>();

  /** Starts watching an account with the balance that it has now. */
  open(address: Address, role: string, start: bigint): void {
    this.#entries.set(address, { role, start, sent: 0n, gas: 0n });
  }

  /** Records a mined transaction of a watched account and the wei that it sent. */
  note(from: Address, { gasUsed, gasPrice }: Mined, value: bigint): void {
    for (const [address, entry] of this.#entries) {
      if (address.toLowerCase() !== from.toLowerCase()) continue;
      entry.sent += value;
      entry.gas += gasUsed * gasPrice;
    }
  }

  /** Draws the balance sheet. */
  async close(connection: Connection): Promise<{ balance: Balance; roles: RoleBalance[] }> {
    const { client, contract } = connection;
    const roles = new Map<string, RoleBalance>();
    const total: Balance = {
      in: 0n,
      out: 0n,
      burnt: await client.getBalance({ address: NOBODY }),
      held: await client.getBalance({ address: contract }),
      difference: 0n,
    };
    await Promise.all([...this.#entries].map(async ([address, { role, start, sent, gas }]) => {
      const end = await client.getBalance({ address });
      const received = end - start + sent + gas;
      total.in += sent;
      total.out += received;
      const sum = roles.get(role) ?? { role, accounts: 0, in: 0n, out: 0n };
      sum.accounts++;
      sum.in += sent;
      sum.out += received;
      roles.set(role, sum);
    }));
    total.difference = total.in - total.out - total.burnt - total.held;
    return { balance: total, roles: [...roles.values()] };
  }
}
