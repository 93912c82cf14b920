/** Switches the wallet to the contract's chain. */
import { useState } from "react";
import { useApp } from "../context.ts";
import { Failure } from "./failure.tsx";

/** Asks the wallet to change its chain, and shows why it did not. */
export function SwitchButton({ switchChain }: { switchChain(): Promise<void> }) {
  const { settings } = useApp();
  const [failure, setFailure] = useState<unknown>();
  return (
    <>
      <button
        type="button"
        className="button"
        onClick={() => {
          setFailure(undefined);
          switchChain().catch(setFailure);
        }}
      >
        Switch to {settings.chainName}
      </button>
      {failure !== undefined && <Failure error={failure} doing="switch the chain" />}
    </>
  );
}
