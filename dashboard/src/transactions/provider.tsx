/**
 * Every transaction of the page: shown before it is signed, followed until it is final.
 *
 * @module
 */
import { createContext, type ReactNode, Suspense, useCallback, useContext, useState } from "react";
import { useQueryClient } from "@tanstack/react-query";
import type { WriteName } from "../../../protocol/abi.ts";
import { told } from "../../../protocol/errors.ts";
import { useChain } from "../chain/head.tsx";
import { Boundary } from "../components/boundary.tsx";
import { useApp } from "../context.ts";
import { lazily } from "../parts/lazily.tsx";
import type { Call } from "./call.ts";
import { minedOf } from "./mined_of.ts";
import { transactionsOf, useTransactions } from "./store.ts";
import type { MinedTransaction, Tracked } from "./tracked.ts";

// Nobody signs anything on the first page they see, and few have signed before.
const Review = lazily(() => import("./review.tsx"));
const Tray = lazily(() => import("./tray.tsx"));

/**
 * Shows a call, has it signed, and waits until it is mined.
 *
 * @returns The mined transaction; undefined if the user declined before signing
 * @throws DemlError if it was sent but did not take effect, or nobody waits for the wallet any more
 */
export type Send = <Name extends WriteName>(given: Call<Name>) => Promise<
  MinedTransaction | undefined
>;

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
  fail(error: unknown): void;
}

/** Provides `useSend`, and shows what is being sent. */
export function TransactionsProvider({ children }: { children: ReactNode }) {
  const { connection, settings } = useApp();
  const { head } = useChain();
  const [queue, setQueue] = useState<readonly Asked[]>([]);
  const queries = useQueryClient();
  const genesis = head?.genesis;
  const store = transactionsOf(`${genesis ?? "none"}.${connection.contract}`);
  const some = useTransactions(store).length > 0;

  const ask = useCallback<Send>(async (given) => {
    const sent = await new Promise<Tracked | undefined>((answer, fail) =>
      setQueue((before) => [...before, { given: given as unknown as Call, answer, fail }])
    );
    const mined = sent && await minedOf(store, sent);
    // What the reader did shows at once: not every change has an event that the page follows.
    if (mined) void queries.invalidateQueries({ queryKey: [genesis] });
    return mined;
  }, [store, queries, genesis]);

  // One after the other: what is being read is not exchanged for something else.
  const [asked] = queue;
  const done = () => setQueue((before) => before.filter((each) => each !== asked));
  return (
    <SendContext value={ask}>
      {children}
      <Part>
        {asked && (
          <Review
            key={keyOf(asked)}
            given={asked.given}
            store={store}
            signed={(transaction) => {
              done();
              asked.answer(transaction);
            }}
            decline={() => {
              done();
              asked.answer(undefined);
            }}
            leave={() => {
              done();
              asked.fail(leftAlone());
            }}
          />
        )}
      </Part>
      {/* On its own: while it loads, it must not take the review away. */}
      <Part>
        {some && <Tray store={store} needed={settings.confirmations} />}
      </Part>
    </SendContext>
  );
}

/** What is loaded when it is needed, and may fail to load. */
function Part({ children }: { children: ReactNode }) {
  return (
    <Boundary>
      <Suspense fallback={null}>{children}</Suspense>
    </Boundary>
  );
}

const keys = new WeakMap<Asked, string>();
let count = 0;

/** Each question has its own review. */
function keyOf(asked: Asked): string {
  const key = keys.get(asked) ?? String(count++);
  keys.set(asked, key);
  return key;
}

function leftAlone() {
  return told(
    "wallet",
    "You stopped waiting, but your wallet may still sign it",
    "Reject it in your wallet if you do not want it; if it is signed, the bottom of the page shows it",
  );
}
