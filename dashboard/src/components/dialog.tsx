/** A window over the page. */
import { lazy, type ReactNode, Suspense } from "react";

/** A window. */
export interface DialogProps {
  title: string;
  /** Absent while it must stay open */
  close: (() => void) | undefined;
  children: ReactNode;
}

// The first view has none.
const Window = lazy(() => import("./window.tsx"));

/** Opens a window for as long as it is rendered. */
export function Dialog(props: DialogProps) {
  return (
    <Suspense fallback={null}>
      <Window {...props} />
    </Suspense>
  );
}
