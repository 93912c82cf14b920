/** What is wrong with chain or wallet, above everything else. */
import { useState } from "react";
import { useChain } from "../chain/head.tsx";
import { useWallet } from "../chain/wallet.ts";
import { useApp } from "../context.ts";
import { withoutSecrets } from "../../../protocol/text/secrets.ts";
import { SwitchButton } from "../components/switch_chain.tsx";

export function Banners() {
  const { settings } = useApp();
  const { head, failing, resets, refresh } = useChain();
  const { wrongChain, switchChain } = useWallet();
  const [seen, setSeen] = useState(0);
  return (
    <div className="banners" aria-live="polite">
      {failing && (
        <div className="notice error" data-banner="chain">
          <p>
            <strong>
              {settings.chainName} does not answer at {settings.rpc.map(withoutSecrets).join(", ")}.
            </strong>{" "}
            {head
              ? `This is block ${head.number}; the page reconnects by itself.`
              : "Check that the node is running; the page reconnects by itself."}
          </p>
          <button type="button" className="button" onClick={refresh}>Try now</button>
        </div>
      )}
      {wrongChain && (
        <div className="notice warning" data-banner="wrong-chain">
          <p>
            <strong>Your wallet is on another chain.</strong>{" "}
            You can look at everything; to send something, switch to {settings.chainName}.
          </p>
          <SwitchButton switchChain={switchChain} />
        </div>
      )}
      {resets > seen && (
        <div className="notice warning" data-banner="reset">
          <p>
            <strong>The chain restarted.</strong>{" "}
            What is shown was read again from the new one; what was sent to the old one is gone.
          </p>
          <button type="button" className="button" onClick={() => setSeen(resets)}>
            OK
          </button>
        </div>
      )}
    </div>
  );
}
