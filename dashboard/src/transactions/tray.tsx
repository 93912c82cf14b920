/**
 * The reader's transactions and their stages, docked to the bottom of the page: they take their own
 * room, and cover nothing that cannot be scrolled clear of them.
 *
 * @module
 */
import { useEffect, useState } from "react";
import { useWallet } from "../chain/wallet.ts";
import { useApp } from "../context.ts";
import { stageWords } from "../words/transaction_words.ts";
import { counted } from "../words/show.ts";
import { useFollowing } from "./follow.ts";
import { type Transactions, useTransactions } from "./store.ts";
import { isPending, type Stage, type Tracked } from "./tracked.ts";

interface Props {
  store: Transactions;
  /** Blocks until one is final */
  needed: number;
}

/** A final one disappears after this time, in milliseconds, unless something went wrong. */
const LEAVES_AFTER = 20_000;

/** Follows the transactions; shows those in progress, and those that ended a moment ago. */
export default function Tray({ store, needed }: Props) {
  const { address } = useWallet();
  const list = useTransactions(store);
  useFollowing(store, needed);
  const now = useMoment();
  const [all, setAll] = useState(false);
  const own = list.filter(({ account, signedBy }) =>
    address !== undefined &&
    [account, signedBy].some((each) => each?.toLowerCase() === address.toLowerCase())
  );
  const lively = own.filter(({ stage, sentAt, confirmedAt = sentAt }) =>
    stage !== "confirmed" || now - confirmedAt < LEAVES_AFTER
  );
  const hidden = lively.filter((each) => each.hidden);
  const seen = lively.filter((each) => !each.hidden);
  const shown = all ? seen : seen.slice(0, 1);
  const hide = ({ id }: Tracked) => store.update(id, (before) => ({ ...before, hidden: true }));
  const unhide = ({ id }: Tracked) =>
    store.update(id, (before) => ({ ...before, hidden: undefined }));
  if (lively.length === 0) return null;
  return (
    <section className="tray" aria-label="Your transactions">
      {/* A list that stays, not a message that leaves: a live region reads what changes in it. */}
      <div className="transactions" aria-live="polite">
        {shown.map((each) => (
          <Entry
            key={each.id}
            transaction={each}
            needed={needed}
            hide={() => hide(each)}
            forget={() => store.remove(each.id)}
          />
        ))}
      </div>
      {(seen.length > 1 || hidden.length > 0) && (
        <footer>
          {seen.length > 1 && (
            <button
              type="button"
              className="plain"
              aria-expanded={all}
              onClick={() => setAll(!all)}
            >
              {all ? "Show the newest alone" : `Show ${seen.length - 1} more`}
            </button>
          )}
          {hidden.length > 0 && (
            <button
              type="button"
              className="plain"
              onClick={() => hidden.forEach(unhide)}
            >
              Show {counted(hidden.length, "hidden transaction")}
            </button>
          )}
        </footer>
      )}
    </section>
  );
}

interface EntryProps {
  transaction: Tracked;
  needed: number;
  hide(): void;
  forget(): void;
}

function Entry({ transaction, needed, hide, forget }: EntryProps) {
  const { settings: { explorer } } = useApp();
  const { stage, purpose, hash } = transaction;
  const kind = BAD.has(stage) ? "error" : stage === "confirmed" ? "good" : "open";
  const pending = isPending(transaction) || stage === "mined";
  return (
    <article className={`transaction ${kind}`} data-stage={stage}>
      <ol className="stages" aria-hidden="true">
        <li className="done" />
        <li className={isPending(transaction) ? "" : "done"} />
        <li className={stage === "confirmed" ? "done" : ""} />
      </ol>
      <div className="told">
        <strong>{purpose.charAt(0).toUpperCase() + purpose.slice(1)}</strong>
        <p>{stageWords(transaction, needed)}</p>
      </div>
      <div className="links">
        {hash && (explorer
          ? (
            <a href={explorer.replace("{hash}", hash)} target="_blank" rel="noreferrer">
              View it
            </a>
          )
          : <code title={hash}>{hash.slice(0, 10)}…</code>)}
        {stage === "asked" && <Plain name="Forget" of={purpose} act={forget} />}
        {pending
          ? <Plain name="Hide" of={purpose} act={hide} />
          : <Plain name="Dismiss" of={purpose} act={forget} />}
      </div>
    </article>
  );
}

function Plain({ name, of, act }: { name: string; of: string; act(): void }) {
  return (
    <button type="button" className="plain" aria-label={`${name}: ${of}`} onClick={act}>
      {name}
    </button>
  );
}

const BAD = new Set<Stage>(["reverted", "replaced", "cancelled"]);

/** The time of this moment; some seconds late. */
function useMoment(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 2_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
