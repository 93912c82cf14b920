/** Does something that may fail, and shows why it failed. */
import { type ReactNode, useState } from "react";
import { Failure } from "./failure.tsx";

/** One thing at a time. */
export interface Attempt {
  busy: boolean;
  /** Why the last one failed, to show */
  failure: ReactNode;
  run(work: () => Promise<unknown>): void;
}

/** @param doing What is done, as a verb, for unforeseen failures */
export function useAttempt(doing = "do this"): Attempt {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  return {
    busy,
    failure: error === undefined ? null : <Failure error={error} doing={doing} />,
    run(work) {
      setBusy(true);
      setError(undefined);
      work().catch((cause) => setError(cause ?? new Error("It failed")))
        .finally(() => setBusy(false));
    },
  };
}
