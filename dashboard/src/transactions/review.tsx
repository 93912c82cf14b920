/**
 * What the reader is about to sign, in plain words and money.
 *
 * @module
 */
import { useState } from "react";
import { skipToken, useQuery } from "@tanstack/react-query";
import { useConfig } from "wagmi";
import { ConnectList } from "../components/connect.tsx";
import { Dialog } from "../components/dialog.tsx";
import { Failure } from "../components/failure.tsx";
import { Hint } from "../components/hint.tsx";
import { Money } from "../components/money.tsx";
import { SwitchButton } from "../components/switch_chain.tsx";
import { Who } from "../components/who.tsx";
import { useChain } from "../chain/head.tsx";
import { useWallet } from "../chain/wallet.ts";
import { useApp } from "../context.ts";
import { type Call, estimate, send } from "./send.ts";
import type { Tracked } from "./track.ts";

interface Props {
  given: Call;
  /** Called with what the wallet has signed and sent */
  sent(transaction: Tracked): void;
  close(): void;
}

/** Shows a call before it is signed; it stays if the wallet rejects it. */
export default function Review({ given, sent, close }: Props) {
  const { connection, settings } = useApp();
  const { head } = useChain();
  const config = useConfig();
  const wallet = useWallet();
  const [signing, setSigning] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const { address, wrongChain } = wallet;
  const ready = address !== undefined && !wrongChain;
  const trial = useQuery({
    queryKey: [head?.genesis, "trial", given.purpose, address, head?.number.toString()],
    queryFn: address === undefined ? skipToken : () => estimate(connection, address, given),
    enabled: ready && !signing,
    retry: false,
    staleTime: Infinity,
    placeholderData: (before) => before,
  });

  async function confirm() {
    if (address === undefined || cost === undefined) return;
    setSigning(true);
    setFailure(undefined);
    try {
      sent(await send(config, connection, address, given, cost));
    } catch (error) {
      setFailure(error);
      setSigning(false);
    }
  }

  const value = given.value ?? 0n;
  const cost = trial.data;
  return (
    <Dialog title={sentence(given.purpose)} close={signing ? undefined : close}>
      {!address && <ConnectList />}
      {wrongChain && (
        <div className="notice warning">
          <p>Your wallet is on another chain. DeML is on {settings.chainName}.</p>
          <SwitchButton switchChain={wallet.switchChain} />
        </div>
      )}
      {ready && (
        <dl className="facts">
          {given.facts?.map(([label, text]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{text}</dd>
            </div>
          ))}
          <div>
            <dt>From</dt>
            <dd>
              <Who address={address} you={false} />
            </dd>
          </div>
          <div>
            <dt>You send</dt>
            <dd>{value === 0n ? "No ether" : <Money wei={value} exact />}</dd>
          </div>
          <div>
            <dt>
              <Hint text="What the chain charges to execute it. The wallet may offer less; what is left of the limit stays with you.">
                Network fee
              </Hint>
            </dt>
            <dd>
              {cost
                ? (
                  <>
                    at most <Money wei={cost.fee} />, {cost.gas.toLocaleString("en")} gas
                  </>
                )
                : trial.isError
                ? "unknown"
                : "simulating…"}
            </dd>
          </div>
          {cost && (
            <div className="total">
              <dt>Altogether, at most</dt>
              <dd>
                <Money wei={value + cost.fee} />
              </dd>
            </div>
          )}
        </dl>
      )}
      {ready && trial.isError && <Failure error={trial.error} />}
      {failure !== undefined && <Failure error={failure} />}
      <div className="actions">
        <button type="button" className="button" onClick={close} disabled={signing}>
          Not now
        </button>
        {trial.isError && (
          <button
            type="button"
            className="button"
            onClick={() => void trial.refetch()}
          >
            Try again
          </button>
        )}
        <button
          type="button"
          className="button primary"
          disabled={!ready || signing || cost === undefined || trial.isError}
          onClick={() => void confirm()}
        >
          {signing ? "Waiting for your wallet…" : "Sign in wallet"}
        </button>
      </div>
    </Dialog>
  );
}

function sentence(purpose: string): string {
  return purpose.charAt(0).toUpperCase() + purpose.slice(1);
}
