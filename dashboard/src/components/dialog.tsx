/** A window over the page. */
import { Suspense } from "react";
import { Boundary } from "./boundary.tsx";
import { lazily } from "../parts/lazily.tsx";
import type { WindowProps } from "./window.tsx";

// The first view has none.
const Window = lazily(() => import("./window.tsx"));

/** Opens a window for as long as it is rendered. */
export function Dialog(props: WindowProps) {
  return (
    <Boundary>
      <Suspense fallback={null}>
        <Window {...props} />
      </Suspense>
    </Boundary>
  );
}
