/** The wallets that can be connected. */
import { Suspense, useState, useSyncExternalStore } from "react";
import { useWallet } from "../chain/wallet.ts";
import { lazily } from "../parts/lazily.tsx";
import { pairingUri } from "../chain/wallet_connect.ts";
import { Failure } from "./failure.tsx";
import { hereIn, isPhone } from "./wallet_links.ts";

const Pairing = lazily(() => import("./pairing.tsx"));

export function ConnectList({ done }: { done?: () => void }) {
  const { choices } = useWallet();
  const [failure, setFailure] = useState<unknown>();
  const [busy, setBusy] = useState<string>();
  const uri = useSyncExternalStore(pairingUri.subscribe, pairingUri.get);
  // Another list of the page may be the one that waits.
  if (uri !== undefined && busy !== undefined) {
    return (
      <Suspense fallback={null}>
        <Pairing uri={uri} />
      </Suspense>
    );
  }
  return (
    <>
      {!choices.some(({ own }) => own) && <NoWallet />}
      {choices.length > 0 && (
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
                {icon
                  ? <img src={icon} alt="" width="24" height="24" />
                  : <span aria-hidden>◆</span>}
                {busy === id ? `Waiting for ${name}…` : name}
              </button>
            </li>
          ))}
        </ul>
      )}
      {failure !== undefined && <Failure error={failure} doing="connect the wallet" />}
    </>
  );
}

/** A phone's browser takes no extensions: its wallets have browsers of their own. */
function NoWallet() {
  if (!isPhone()) {
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
    <div className="notice stacked">
      <p>
        <strong>This browser has no wallet.</strong>{" "}
        If you have one on this phone, open this page in its own browser:
      </p>
      <div className="actions start">
        {hereIn(location.href).map(({ name, href }) => (
          <a key={name} className="button" href={href} rel="noreferrer">{name}</a>
        ))}
      </div>
    </div>
  );
}
