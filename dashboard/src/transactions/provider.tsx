/**
 * Every transaction of the page: shown before it is signed, followed until it is final.
 *
 * @module
 */
import {
  createContext,
  type ReactNode,
  Suspense,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import type { WriteName } from "../../../protocol/abi.ts";
import { type DemlError, told } from "../../../protocol/errors.ts";
import { useChain } from "../chain/head.tsx";
import { useWallet } from "../chain/wallet.ts";
import { useApp } from "../context.ts";
import { observe } from "./observe.ts";
import type { Call } from "./send.ts";
import { type Transactions, transactionsOf, useTransactions } from "./store.ts";
import { isFinal, track, type Tracked } from "./track.ts";
import { Tray } from "./tray.tsx";
import { lazily } from "../parts/lazily.tsx";

// Nobody signs anything on the first page they see.
const Review = lazily(() => import("./review.tsx"));

/**
 * Shows a call, has it signed, and waits until it is mined.
 *
 * @returns The mined transaction; undefined if the user declined before signing
 * @throws DemlError if it was sent but did not take effect
 */
export type Send = <Name extends WriteName>(given: Call<Name>) => Promise<Tracked | undefined>;

const SendContext = createContext<Send | undefined>(undefined);

/** Sends calls. */
export function useSend(): Send {
  const found = useContext(SendContext);
  if (found === undefined) throw new Error("Outside the transactions' provider");
  return found;
}

interface Asked {
  given: Call;
  answer(transaction: Tracked | undefined): void;
}

/** Provides `useSend`, and shows what is being sent. */
export function TransactionsProvider({ children }: { children: ReactNode }) {
  const { connection, settings } = useApp();
  const { head } = useChain();
  const { address } = useWallet();
  const [asked, setAsked] = useState<Asked>();
  const store = transactionsOf(`${head?.genesis ?? "none"}.${connection.contract}`);
  const list = useTransactions(store);
  useFollowing(store, settings.confirmations);

  const ask = useCallback<Send>(async (given) => {
    const sent = await new Promise<Tracked | undefined>((answer) =>
      setAsked({ given: given as unknown as Call, answer })
    );
    return sent && await minedOf(store, sent);
  }, [store]);

  const mine = useMemo(
    () => list.filter(({ account }) => account.toLowerCase() === address?.toLowerCase()),
    [list, address],
  );
  return (
    <SendContext value={ask}>
      {children}
      <Suspense fallback={null}>
        {asked && (
          <Review
            given={asked.given}
            sent={(transaction) => {
              store.add(transaction);
              setAsked(undefined);
              asked.answer(transaction);
            }}
            close={() => {
              setAsked(undefined);
              asked.answer(undefined);
            }}
          />
        )}
      </Suspense>
      <Tray
        transactions={mine}
        needed={settings.confirmations}
        dismiss={(hash) => store.remove(hash)}
      />
    </SendContext>
  );
}

/** Checks every transaction that is not final, with every block and from time to time. */
function useFollowing(store: Transactions, needed: number): void {
  const { connection } = useApp();
  const { head } = useChain();
  const list = useTransactions(store);
  const [turn, setTurn] = useState(0);
  const busy = useRef(false);
  const open = list.some(({ stage }) => !isFinal(stage));
  useEffect(() => {
    if (!open) return;
    // A dropped one does not produce a block.
    const timer = setInterval(() => setTurn((count) => count + 1), 3_000);
    return () => clearInterval(timer);
  }, [open]);
  useEffect(() => {
    if (head === undefined || busy.current) return;
    busy.current = true;
    void (async () => {
      for (const before of store.all().filter(({ stage }) => !isFinal(stage))) {
        try {
          const number = await connection.client.getBlockNumber();
          const seen = await observe(connection, before, number);
          const after = track(before, seen, needed);
          if (differs(before, after)) store.put(before.hash, after);
        } catch {
          // The chain does not respond: keep what was known.
        }
      }
    })().finally(() => busy.current = false);
  }, [store, connection, head, needed, turn, list.length]);
}

function differs(a: Tracked, b: Tracked): boolean {
  return a.stage !== b.stage || a.hash !== b.hash || a.confirmations !== b.confirmations ||
    a.replacedBy !== b.replacedBy;
}

/** Waits until a block has a transaction. */
function minedOf(store: Transactions, sent: Tracked): Promise<Tracked> {
  let hash = sent.hash;
  return new Promise((resolve, reject) => {
    const look = () => {
      const now = store.all().find((each) =>
        each.hash === hash || (each.nonce === sent.nonce && each.account === sent.account &&
          each.sentAt === sent.sentAt)
      );
      // The user removed it from the list: nobody waits for it.
      if (now === undefined) return end(() => reject(lost(sent, "It was removed from the list")));
      hash = now.hash;
      if (now.stage === "submitted") return;
      if (now.stage === "mined" || now.stage === "confirmed") return end(() => resolve(now));
      end(() => reject(lost(sent, SENTENCES[now.stage] ?? "It did not take effect")));
    };
    const stop = store.subscribe(look);
    const end = (then: () => void) => {
      stop();
      then();
    };
    look();
  });
}

const SENTENCES: Partial<Record<Tracked["stage"], string>> = {
  reverted: "It was mined, but the contract rejected it",
  replaced: "Another transaction of your account replaced it",
  cancelled: "You cancelled it in your wallet",
  dropped: "The network dropped it",
};

function lost({ purpose, hash }: Tracked, what: string): DemlError {
  return told(
    "chain",
    `The transaction to ${purpose} did not go through: ${lower(what)}`,
    "Check the current state and try again",
    { details: { hash } },
  );
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
