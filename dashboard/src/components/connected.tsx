/** The connected wallet: whose account, and how to leave it. */
import { useState } from "react";
import { useWallet } from "../chain/wallet.ts";
import { useAttempt } from "./attempt.tsx";

export function Connected({ close }: { close(): void }) {
  const { address, fill, disconnect } = useWallet();
  const attempt = useAttempt("get test ether");
  const [filled, setFilled] = useState(false);
  return (
    <>
      <p className="mono wrap">{address}</p>
      {fill
        ? (
          <p className="muted">
            Its key is in this browser’s storage, and it signs without asking: it is for this local
            chain alone. Never send it real ether.
          </p>
        )
        : <p className="muted">To use another account, choose it in the wallet.</p>}
      {attempt.failure}
      <div className="actions">
        {fill && (
          <button
            type="button"
            className="button"
            disabled={attempt.busy}
            onClick={() => attempt.run(() => fill().then(() => setFilled(true)))}
          >
            {filled ? "Got it; get 100 more" : "Get 100 test ether"}
          </button>
        )}
        <button
          type="button"
          className="button"
          onClick={() => {
            disconnect();
            close();
          }}
        >
          Disconnect
        </button>
      </div>
    </>
  );
}
