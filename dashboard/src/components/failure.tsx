/** A failure: what is wrong, and what to do. */
import { lazy, Suspense } from "react";
import { tellFirst } from "../failures/tell_first.ts";
import { Said } from "./said.tsx";

// Hardly anybody meets most failures on the first page.
const Told = lazy(() => import("./told.tsx"));

interface Props {
  error: unknown;
  /** What was being done, as a verb */
  doing?: string;
  /** Tries once more */
  retry?: () => void;
}

export function Failure({ error, doing = "show this", retry }: Props) {
  const sentence = tellFirst(error, doing);
  return (
    <div className="notice error" role="alert">
      {sentence ? <Said sentence={sentence} /> : (
        <Suspense fallback={<p>This failed.</p>}>
          <Told error={error} doing={doing} />
        </Suspense>
      )}
      {retry && <button type="button" className="button" onClick={retry}>Try again</button>}
    </div>
  );
}
