/**
 * The account of a command that signs: its key, its journal and its lock, and a sender that shows
 * what becomes of every transaction.
 *
 * @module
 */
import type { Hex, PrivateKeyAccount } from "viem";
import { showEther } from "../../protocol/format/format.ts";
import type { Connection } from "../chain/client.ts";
import { isLocal } from "../chain/local_chains.ts";
import { openJournal } from "../journal/journal.ts";
import { lastAttempt, type Mined } from "../journal/call.ts";
import { lockAccount } from "../journal/lock.ts";
import { openReserve } from "../journal/reserve.ts";
import { createSender, type Sender } from "../transactions/sender.ts";
import type { Invocation } from "./command.ts";
import { withFailure } from "./failures/tell.ts";
import { homeMade } from "./home_option.ts";
import { openSigner } from "./signer_option.ts";

/** A transaction as `--json` reports it. */
export interface Sent {
  purpose: string;
  hash: Hex;
  block: number;
  gasUsed: bigint;
  /** What the gas cost, in wei */
  cost: bigint;
  /** Blocks, its own included, that were waited for */
  confirmations: number;
}

/** An account, ready to sign. */
export interface Account {
  address: PrivateKeyAccount["address"];
  sender: Sender;
  /** Transactions that were mined, oldest first */
  sent: Sent[];
  close(): void;
}

/** Blocks after which a transaction is shown as confirmed; a local chain has no reorganisations. */
const CONFIRMATIONS = { public: 3, local: 1 };

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
  const { terminal } = invocation;
  const signer = await openSigner(invocation);
  const home = await homeMade(invocation);
  const lock = lockAccount(home, { chainId: connection.chainId, address: signer.address });
  const journal = openJournal(`${home}/${signer.address.toLowerCase()}.sqlite`, {
    reserve: openReserve(home),
    log: terminal.note,
  });
  const confirmations = CONFIRMATIONS[isLocal(connection.chainId) ? "local" : "public"];
  const sent: Sent[] = [];
  const sender = createSender(connection, signer, {
    record: journal.calls,
    confirmations,
    log: (line, about) => terminal.note(withFailure(line, about?.failure)),
    onSent: ({ purpose }, call) => {
      terminal.note(`Submitted: ${purpose} (${lastAttempt(call).hash})`);
      terminal.progress("Waiting until it is mined; Ctrl-C loses nothing");
    },
    onMined: ({ purpose }, mined) => {
      sent.push(sentOf(purpose, mined, confirmations));
      terminal.note(describeMined(purpose, mined, confirmations));
    },
  });
  return {
    address: signer.address,
    sender,
    sent,
    close() {
      const open = sender.underWay();
      if (open.length > 0) {
        terminal.note(
          `Not mined yet: ${open.map(({ purpose }) => purpose).join("; ")}. ` +
            "The journal has it: run the command again to wait for it",
        );
      }
      journal.close();
      lock.release();
    },
  };
}

function sentOf(purpose: string, { hash, block, gasUsed, gasPrice }: Mined, confirmations: number) {
  return { purpose, hash, block, gasUsed, cost: gasUsed * gasPrice, confirmations };
}

function describeMined(
  purpose: string,
  { block, success, gasUsed, gasPrice }: Mined,
  confirmations: number,
): string {
  const state = success ? confirmations > 1 ? "Confirmed" : "Mined" : "Reverted";
  return `${state} in block ${block}: ${purpose}, ${gasUsed.toLocaleString("en")} gas, ${
    showEther(gasUsed * gasPrice)
  }`;
}
