/**
 * What the reader is about to sign, in plain words and money.
 *
 * @module
 */
import { useEffect, useReducer } from "react";
import { skipToken, useQuery } from "@tanstack/react-query";
import { useConfig } from "wagmi";
import { ConnectList } from "../components/connect.tsx";
import { Dialog } from "../components/dialog.tsx";
import { Failure } from "../components/failure.tsx";
import { SwitchButton } from "../components/switch_chain.tsx";
import { Who } from "../components/who.tsx";
import { useChain } from "../chain/head.tsx";
import { useWallet } from "../chain/wallet.ts";
import { useApp } from "../context.ts";
import type { Call } from "./call.ts";
import { Costs } from "./costs.tsx";
import { estimate } from "./estimate.ts";
import { IDLE, type Question, review } from "./review_state.ts";
import { sign } from "./sign.ts";
import type { Transactions } from "./store.ts";
import type { Tracked } from "./tracked.ts";
import { TwinWarning, useTwins } from "./twin_warning.tsx";

interface Props {
  given: Call;
  store: Transactions;
  /** Called with what the wallet has signed and sent */
  signed(transaction: Tracked): void;
  /** Nothing was asked of the wallet */
  decline(): void;
  /** The wallet has been asked, and the reader does not wait for it */
  leave(): void;
}

/** Shows a call before it is signed; it stays if the wallet rejects it. */
export default function Review({ given, store, signed, decline, leave }: Props) {
  const { connection, settings } = useApp();
  const { head } = useChain();
  const config = useConfig();
  const wallet = useWallet();
  const [state, dispatch] = useReducer(review, IDLE);
  const able = wallet.wrongChain ? undefined : wallet.address;
  useEffect(() => dispatch({ type: "wallet", account: able }), [able]);

  const trying = state.at === "trial" ? state.account : undefined;
  const trial = useQuery({
    queryKey: [head?.genesis, "trial", given.purpose, trying, head?.number.toString()],
    queryFn: trying === undefined ? skipToken : () => estimate(connection, trying, given),
    retry: false,
    staleTime: Infinity,
    // The cost of another account is not this one's.
    placeholderData: (before, query) => query?.queryKey[3] === trying ? before : undefined,
  });
  const twins = useTwins(store, trying, given);
  const failed = state.at === "trial" && trial.isError;

  async function ask(question: Question) {
    dispatch({ type: "ask", question });
    try {
      const transaction = await sign({ config, connection, store }, question);
      dispatch({ type: "signed" });
      signed(transaction);
    } catch (error) {
      dispatch({ type: "declined", error });
    }
  }

  const asked = state.at === "asked" || state.at === "sent" ? state.question : undefined;
  const { account, call, cost } = asked ??
    { account: trying, call: given, cost: failed ? undefined : trial.data };
  return (
    <Dialog title={sentence(call.purpose)} close={asked ? leave : decline}>
      <TwinWarning twins={twins} value={call.value ?? 0n} />
      {state.at === "asked" && state.changed && (
        <Changed
          to={state.changed.to}
          account={account!}
        />
      )}
      {state.at === "idle" && !wallet.address && <ConnectList />}
      {state.at === "idle" && wallet.wrongChain && (
        <div className="notice warning">
          <p>Your wallet is on another chain. DeML is on {settings.chainName}.</p>
          <SwitchButton switchChain={wallet.switchChain} />
        </div>
      )}
      {account && <Costs account={account} call={call} cost={cost} failed={failed} />}
      {failed && <Failure error={trial.error} />}
      {state.at === "trial" && state.declined !== undefined && <Failure error={state.declined} />}
      {state.at === "asked" && (
        <p className="muted">
          Your wallet has the question. You may stop waiting: if it signs later, the page follows
          the transaction all the same.
        </p>
      )}
      <div className="actions">
        {asked
          ? <button type="button" className="button" onClick={leave}>Stop waiting</button>
          : <button type="button" className="button" onClick={decline}>Not now</button>}
        {failed && (
          <button type="button" className="button" onClick={() => void trial.refetch()}>
            Try again
          </button>
        )}
        <button
          type="button"
          className={twins.length > 0 ? "button" : "button primary"}
          disabled={asked !== undefined || account === undefined || cost === undefined}
          onClick={() => account && cost && void ask({ account, call, cost })}
        >
          {asked
            ? "Waiting for your wallet…"
            : twins.length > 0
            ? "Sign a second one"
            : "Sign in wallet"}
        </button>
      </div>
    </Dialog>
  );
}

/** The account was changed in the wallet while that has the question. */
function Changed(
  { to, account }: { to: Tracked["account"] | undefined; account: Tracked["account"] },
) {
  return (
    <div className="notice warning stacked" role="alert" data-warning="account">
      <p>
        <strong>
          {to === undefined
            ? "Your wallet has disconnected from this page."
            : "You changed the account in your wallet."}
        </strong>{" "}
        The question is still for <Who address={account} you={false} />
        {to !== undefined && (
          <>
            , not for <Who address={to} you={false} />
          </>
        )}. To use another account, reject it there and start over.
      </p>
    </div>
  );
}

function sentence(purpose: string): string {
  return purpose.charAt(0).toUpperCase() + purpose.slice(1);
}
