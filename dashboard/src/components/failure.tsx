/** A failure: what is wrong, and what to do. */
import { Suspense } from "react";
import type { Failure as AnyFailure } from "../../../protocol/errors.ts";
import { tellWith } from "../../../protocol/format/tell.ts";
import { CHAIN } from "../failures/chain.ts";
import { understand } from "../failures/understand.ts";
import { Said } from "./said.tsx";
import { lazily } from "../parts/lazily.tsx";

// The first page has only the words for the chain's failures; the others are loaded when needed.
const Told = lazily(() => import("./told.tsx").catch(() => ({ default: Bare })));

/** Where the words cannot be loaded: the failure is shown all the same. */
function Bare({ failure }: { failure: AnyFailure }) {
  return <Said sentence={tellWith({}, failure)} />;
}

interface Props {
  error: unknown;
  /** What was being done, as a verb */
  doing?: string;
  /** Tries once more */
  retry?: () => void;
}

export function Failure({ error, doing = "show this", retry }: Props) {
  const { failure } = understand(error, doing);
  const known = failure.kind.endsWith("/told") || Object.hasOwn(CHAIN, failure.kind);
  return (
    <div className="notice error" role="alert">
      {known
        ? <Said sentence={tellWith(CHAIN, failure)} />
        : (
          <Suspense fallback={<p>This failed.</p>}>
            <Told failure={failure} />
          </Suspense>
        )}
      {retry && <button type="button" className="button" onClick={retry}>Try again</button>}
    </div>
  );
}
