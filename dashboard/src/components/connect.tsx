/** The wallets that can be connected. */
import { useState } from "react";
import { show } from "../../../protocol/text/visible.ts";
import { useWallet } from "../chain/wallet.ts";
import { Failure } from "./failure.tsx";

export function ConnectList({ done }: { done?: () => void }) {
  const { choices } = useWallet();
  const [failure, setFailure] = useState<unknown>();
  const [busy, setBusy] = useState<string>();
  if (choices.length === 0) {
    return (
      <div className="notice">
        <p>
          <strong>This browser has no wallet.</strong>{" "}
          Install one, such as MetaMask, and reload the page. You can view everything without one.
        </p>
      </div>
    );
  }
  return (
    <>
      <ul className="wallets" aria-label="Wallets">
        {choices.map(({ id, name, icon, connect }) => (
          <li key={id}>
            <button
              type="button"
              className="button"
              disabled={busy !== undefined}
              onClick={() => {
                setBusy(id);
                setFailure(undefined);
                connect().then(done, setFailure).finally(() => setBusy(undefined));
              }}
            >
              {icon ? <img src={icon} alt="" width="24" height="24" /> : <span aria-hidden>◆</span>}
              {busy === id ? `Waiting for ${show(name, 60)}…` : show(name, 60)}
            </button>
          </li>
        ))}
      </ul>
      {failure !== undefined && <Failure error={failure} doing="connect the wallet" />}
    </>
  );
}
