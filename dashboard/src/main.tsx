/**
 * Starts the page.
 *
 * @module
 */
import { createRoot } from "react-dom/client";
import { Dashboard } from "./dashboard.tsx";
import { appOf } from "./context.ts";
import { Failure } from "./components/failure.tsx";
import { loadSettings } from "./settings.ts";
import "./styles/index.css";

const root = createRoot(document.getElementById("root")!);
try {
  root.render(<Dashboard app={appOf(await loadSettings(document.baseURI))} />);
} catch (error) {
  root.render(
    <main className="page">
      <Failure error={error} />
    </main>,
  );
}
