/**
 * The page: its frame, and which part an address shows.
 *
 * @module
 */
import { type ReactNode, Suspense, useState } from "react";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { WagmiProvider } from "wagmi";
import { Route, Router, Switch, useLocation } from "wouter";
import { ChainProvider } from "./chain/head.tsx";
import { walletConfig } from "./chain/wallet.ts";
import { Boundary } from "./components/boundary.tsx";
import { Busy } from "./components/busy.tsx";
import { type App, AppContext } from "./context.ts";
import { useFollowed } from "./follow/store.ts";
import { useFollowedChain } from "./follow/use_followed_chain.ts";
import { useAddress, useAddressQuery, useScrollMemory } from "./shell/address.ts";
import { Banners } from "./shell/banners.tsx";
import { Footer } from "./shell/footer.tsx";
import { Header } from "./shell/header.tsx";
import { Title } from "./shell/title.tsx";
import { TransactionsProvider } from "./transactions/provider.tsx";
import { lazily } from "./parts/lazily.tsx";

const Competitions = lazily(() => import("./pages/competitions.tsx"));
const Create = lazily(() => import("./pages/create/create.tsx"));
const Competition = lazily(() => import("./pages/competition.tsx"));
const Account = lazily(() => import("./pages/account.tsx"));
const AddressPage = lazily(() => import("./pages/address.tsx"));
const Watcher = lazily(() => import("./follow/watcher.tsx"));
const Glossary = lazily(() => import("./pages/glossary.tsx"));
const How = lazily(() => import("./pages/how.tsx"));
const NoSuchPage = lazily(() => import("./pages/nothing.tsx"));

/** The whole page. */
export function Dashboard({ app }: { app: App }) {
  useScrollMemory();
  return (
    <Providers app={app}>
      <Title />
      <a className="skip" href="#main" onClick={toMain}>To the content</a>
      <Boundary>
        <Header />
        <Banners />
      </Boundary>
      <main id="main" className="page" tabIndex={-1}>
        <Pages />
      </main>
      <Boundary>
        <Footer />
        <Following />
      </Boundary>
    </Providers>
  );
}

/** Watches what the reader follows, if anything. */
function Following() {
  const chain = useFollowedChain();
  if (useFollowed(chain).size === 0) return null;
  return (
    <Suspense fallback={null}>
      <Watcher chain={chain} />
    </Suspense>
  );
}

function Pages() {
  const [at] = useLocation();
  return (
    <Boundary at={at}>
      <Suspense fallback={<Busy what="Loading" />}>
        <Switch>
          <Route path="/" component={Competitions} />
          <Route path="/create/:step?/:id?" component={Create} />
          <Route path="/account" component={Account} />
          <Route path="/competitions/:id" nest component={Competition} />
          <Route path="/address/:address" component={AddressPage} />
          <Route path="/glossary" component={Glossary} />
          <Route path="/how" component={How} />
          <Route component={NoSuchPage} />
        </Switch>
      </Suspense>
    </Boundary>
  );
}

/** The browser's word that it is offline stops nothing: it may be wrong, and a local chain answers. */
const ALWAYS = {
  queries: { networkMode: "always" },
  mutations: { networkMode: "always" },
} as const;

/** The hash is the page's address, so a link to an element cannot be one. */
function toMain(event: { preventDefault(): void }) {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

function Providers({ app, children }: { app: App; children: ReactNode }) {
  const [queries] = useState(() => new QueryClient({ defaultOptions: ALWAYS }));
  const [wallets] = useState(() => walletConfig(app.settings));
  return (
    <AppContext value={app}>
      <WagmiProvider config={wallets}>
        <QueryClientProvider client={queries}>
          <Router hook={useAddress} searchHook={useAddressQuery}>
            <ChainProvider>
              <TransactionsProvider>{children}</TransactionsProvider>
            </ChainProvider>
          </Router>
        </QueryClientProvider>
      </WagmiProvider>
    </AppContext>
  );
}
