import { createRoot } from "react-dom/client";
import { useState } from "react";
import { readCompetition } from "../../miner/chain/read_competition.ts";
import { pack } from "../../miner/model/package.ts";
import { createConfig, WagmiProvider } from "wagmi";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
function App() {
  const [n, setN] = useState(0);
  return (
    <button
      type="button"
      onClick={() => {
        setN(n + 1);
        void import("../../miner/model/admission.ts").then((m) => console.log(m.admit, pack));
      }}
    >
      {n}
      {String(readCompetition).length}
    </button>
  );
}
createRoot(document.getElementById("root")!).render(<App />);
console.log(createConfig, WagmiProvider, QueryClient, QueryClientProvider);
