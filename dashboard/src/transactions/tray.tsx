/**
 * The reader's transactions and how far each is, at the edge of the page.
 *
 * @module
 */
import { useEffect, useState } from "react";
import type { Hex } from "viem";
import { useApp } from "../context.ts";
import type { Tracked } from "./track.ts";

interface Props {
  transactions: readonly Tracked[];
  /** Blocks until it is final */
  needed: number;
  dismiss(hash: Hex): void;
}

/** A final one leaves by itself after this long, in milliseconds, unless something went wrong. */
const LEAVES_AFTER = 20_000;
/** So many fit the edge of a page. */
const SHOWN = 4;

/** Shows the transactions that are under way, or ended a moment ago. */
export function Tray({ transactions, needed, dismiss }: Props) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 2_000);
    return () => clearInterval(timer);
  }, []);
  const shown = transactions.filter(({ stage, sentAt, confirmedAt = sentAt }) =>
    stage !== "confirmed" || now - confirmedAt < LEAVES_AFTER
  ).slice(0, SHOWN);
  return (
    <section className="tray" aria-label="Your transactions" aria-live="polite">
      {shown.map((each) => (
        <Entry
          key={`${each.nonce} ${each.sentAt}`}
          transaction={each}
          needed={needed}
          dismiss={dismiss}
        />
      ))}
    </section>
  );
}

function Entry({ transaction, needed, dismiss }: {
  transaction: Tracked;
  needed: number;
  dismiss(hash: Hex): void;
}) {
  const { settings: { explorer } } = useApp();
  const { stage, purpose, hash } = transaction;
  const kind = BAD.has(stage) ? "error" : stage === "confirmed" ? "good" : "busy";
  return (
    <article className={`transaction ${kind}`} data-stage={stage}>
      <strong>{purpose.charAt(0).toUpperCase() + purpose.slice(1)}</strong>
      <p>{describe(transaction, needed)}</p>
      <ol className="stages" aria-hidden="true">
        <li className="done" />
        <li className={stage === "submitted" ? "" : "done"} />
        <li className={stage === "confirmed" ? "done" : ""} />
      </ol>
      <footer>
        {explorer
          ? (
            <a href={explorer.replace("{hash}", hash)} target="_blank" rel="noreferrer">
              Look at it
            </a>
          )
          : <code title={hash}>{hash.slice(0, 10)}…</code>}
        <button
          type="button"
          className="plain"
          aria-label={`Dismiss: ${purpose}`}
          onClick={() => dismiss(hash)}
        >
          Dismiss
        </button>
      </footer>
    </article>
  );
}

const BAD = new Set<Tracked["stage"]>(["reverted", "replaced", "cancelled", "dropped"]);

function describe(transaction: Tracked, needed: number): string {
  const { stage, block, confirmations, replacedBy } = transaction;
  switch (stage) {
    case "submitted":
      return "Submitted: waiting for a block";
    case "mined":
      return `Mined in block ${block}: ${confirmations} of ${needed} confirmations`;
    case "confirmed":
      return `Confirmed in block ${block}`;
    case "reverted":
      return `Block ${block} has it, and the contract turned it down: only the fee is gone`;
    case "replaced":
      return `Replaced: another transaction of yours took its number${
        replacedBy ? `, ${replacedBy.slice(0, 10)}…` : ""
      }`;
    case "cancelled":
      return "Taken back in your wallet: nothing was done";
    case "dropped":
      return "Dropped: the network forgot it. Nothing was done; send it again";
  }
}
