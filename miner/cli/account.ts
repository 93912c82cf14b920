/**
 * The account of a command that signs: its key, its journal and its lock, and a sender that shows
 * what becomes of every transaction.
 *
 * @module
 */
import type { Hex, PrivateKeyAccount } from "viem";
import { showEther } from "../../protocol/format/format.ts";
import type { Connection } from "../chain/client.ts";
import { confirmationsOf } from "../chain/local_chains.ts";
import { openJournal } from "../journal/journal.ts";
import { type Call, lastAttempt, type Mined } from "../journal/call.ts";
import { lockAccount } from "../journal/lock.ts";
import { openReserve } from "../journal/reserve.ts";
import { createSender, type Sender, type Write } from "../transactions/sender.ts";
import type { Invocation } from "./command.ts";
import { withFailure } from "./failures/tell.ts";
import { homeMade } from "./home_option.ts";
import { openSigner } from "./signer_option.ts";
import type { Terminal } from "./terminal.ts";

/** A transaction as `--json` reports it. */
export interface Sent {
  purpose: string;
  hash: Hex;
  block: number;
  gasUsed: bigint;
  /** What the gas cost, in wei */
  cost: bigint;
  /** Whether no reorganisation is expected to undo it */
  confirmed: boolean;
}

/** An account, ready to sign. */
export interface Account {
  address: PrivateKeyAccount["address"];
  sender: Sender;
  /** Transactions that were mined, oldest first */
  readonly sent: Sent[];
  /** Waits until all of them are confirmed: after the last, before its result is reported */
  confirmed(): Promise<void>;
  close(): void;
}

/**
 * Opens the account that a command line names.
 *
 * Every call is in the journal before it is sent: after Ctrl-C or a crash, the same command finds
 * it there and does not send it twice.
 */
export async function openAccount(
  invocation: Invocation,
  connection: Connection,
): Promise<Account> {
  const { terminal, signal } = invocation;
  const signer = await openSigner(invocation);
  const home = await homeMade(invocation);
  const lock = lockAccount(home, { chainId: connection.chainId, address: signer.address });
  const journal = openJournal(`${home}/${signer.address.toLowerCase()}.sqlite`, {
    reserve: openReserve(home),
    log: terminal.note,
  });
  const confirmations = confirmationsOf(connection.chainId);
  const sent = new Map<number, Sent>();
  const keep = ({ purpose }: Write, mined: Mined, { id }: Call, confirmed: boolean) =>
    sent.set(id, sentOf(purpose, mined, confirmed));
  const sender = createSender(connection, signer, {
    record: journal.calls,
    confirmations,
    signal,
    log: (line, about) => terminal.note(withFailure(line, about?.failure)),
    onSent: ({ purpose }, call) => {
      terminal.note(`Submitted: ${purpose} (${lastAttempt(call).hash})`);
      terminal.progress("Waiting until it is mined; Ctrl-C loses nothing");
    },
    onMined: (write, mined, call) => {
      keep(write, mined, call, false);
      terminal.note(describeMined(write.purpose, mined));
    },
    onFinal: (write, mined, call) => {
      keep(write, mined, call, true);
      if (confirmations === 1) return;
      terminal.note(`Confirmed by ${confirmations} blocks: ${write.purpose}`);
    },
  });
  await lookBack(terminal, sender).catch((error) => {
    journal.close();
    lock.release();
    throw error;
  });
  return {
    address: signer.address,
    sender,
    get sent() {
      return [...sent.values()];
    },
    async confirmed() {
      if (confirmations > 1) {
        terminal.progress(`Waiting for ${confirmations} blocks; Ctrl-C loses nothing`);
      }
      await sender.settle();
      terminal.clear();
    },
    close() {
      terminal.clear();
      const open = sender.underWay();
      if (open.length > 0) {
        terminal.note(
          `Not mined yet: ${purposesOf(open)}. ` +
            "The journal has it: run the command again to wait for it",
        );
      }
      journal.close();
      lock.release();
    },
  };
}

/** Finds out what became of what an earlier run sent; nothing is sent again here. */
async function lookBack(terminal: Terminal, sender: Sender): Promise<void> {
  if (sender.underWay().length === 0) return;
  await sender.tick();
  const left = sender.underWay();
  if (left.length > 0) {
    terminal.note(`An earlier run sent what is not mined yet: ${purposesOf(left)}`);
  }
}

function purposesOf(calls: readonly Call[]): string {
  return calls.map(({ purpose }) => purpose).join("; ");
}

function sentOf(purpose: string, { hash, block, gasUsed, gasPrice }: Mined, confirmed: boolean) {
  return { purpose, hash, block, gasUsed, cost: gasUsed * gasPrice, confirmed };
}

function describeMined(purpose: string, { block, success, gasUsed, gasPrice }: Mined): string {
  return `${success ? "Mined" : "Reverted"} in block ${block}: ${purpose}, ${
    gasUsed.toLocaleString("en")
  } gas, ${showEther(gasUsed * gasPrice)}`;
}
