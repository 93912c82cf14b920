/** What is wrong with chain or wallet, above everything else. */
import { useState } from "react";
import { useChain } from "../chain/head.tsx";
import { useFreshness } from "../chain/use_freshness.ts";
import { useWallet } from "../chain/wallet.ts";
import { useApp } from "../context.ts";
import { withoutSecrets } from "../../../protocol/text/secrets.ts";
import { Moment } from "../components/when.tsx";
import { SwitchButton } from "../components/switch_chain.tsx";

export function Banners() {
  const { settings } = useApp();
  const { resets } = useChain();
  const { wrongChain, switchChain } = useWallet();
  const [seen, setSeen] = useState(0);
  return (
    <div className="banners" aria-live="polite">
      <Freshness />
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

/** What is wrong with the way to the chain, if anything is. */
function Freshness() {
  const { settings: { chainName, rpc } } = useApp();
  const { head, refresh } = useChain();
  const freshness = useFreshness();
  if (freshness === "fresh") return null;
  const shown = rpc.map(withoutSecrets).join(", ");
  const block = head && (
    <>
      block {head.number.toLocaleString("en")}, <Moment seconds={head.timestamp} />
    </>
  );
  return (
    <div
      className={`notice ${freshness === "silent" ? "error" : "warning"}`}
      data-banner={freshness === "silent" ? "chain" : freshness}
    >
      <p>
        {freshness === "offline"
          ? (
            <>
              <strong>You are offline.</strong> {head
                ? <>What you see is of {block}; the page goes on once you are online.</>
                : "The page goes on once you are online."}
            </>
          )
          : freshness === "silent"
          ? (
            <>
              <strong>{chainName} does not answer at {shown}.</strong> {head
                ? <>What you see is of {block}; the page reconnects by itself.</>
                : "Check that the node is running; the page reconnects by itself."}
            </>
          )
          : (
            <>
              <strong>There has been no new block for long.</strong> What you see is of {block}.
              {" "}
              The node at {shown} may be stuck: do not rely on it for what is due now.
            </>
          )}
      </p>
      <button type="button" className="button" onClick={refresh}>Try now</button>
    </div>
  );
}
