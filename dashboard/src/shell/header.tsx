/** The top of every page: where to go, which theme, whose wallet. */
import { useEffect, useState } from "react";
import { Link, useLocation } from "wouter";
import { useWallet } from "../chain/wallet.ts";
import { Connected } from "../components/connected.tsx";
import { ConnectList } from "../components/connect.tsx";
import { Dialog } from "../components/dialog.tsx";
import { Who } from "../components/who.tsx";

export function Header() {
  return (
    <header className="top">
      <Link href="/" className="brand">
        <img src="./icon.svg" alt="" width="28" height="28" />
        DeML
      </Link>
      <nav aria-label="Main">
        <NavLink to="/" exact>Competitions</NavLink>
        <NavLink to="/create">Create</NavLink>
        <NavLink to="/account">Your account</NavLink>
      </nav>
      <ThemeButton />
      <WalletButton />
    </header>
  );
}

function NavLink({ to, exact = false, children }: {
  to: string;
  exact?: boolean;
  children: string;
}) {
  const [location] = useLocation();
  const here = exact
    ? location === to || location.startsWith("/competitions")
    : location.startsWith(to);
  return <Link href={to} aria-current={here ? "page" : undefined}>{children}</Link>;
}

const THEMES = ["system", "light", "dark"] as const;
type Theme = typeof THEMES[number];
const SIGNS: Record<Theme, string> = { system: "◐", light: "○", dark: "●" };

function ThemeButton() {
  const [theme, setTheme] = useState<Theme>(storedTheme);
  useEffect(() => {
    document.documentElement.dataset["theme"] = theme;
    try {
      localStorage.setItem("deml.theme", theme);
    } catch {
      // Kept until the page is left.
    }
  }, [theme]);
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "system";
  return (
    <button
      type="button"
      className="plain"
      aria-label={`Theme: ${theme}. Change to ${next}`}
      title={`Theme: ${theme}`}
      onClick={() => setTheme(next)}
    >
      {SIGNS[theme]}
    </button>
  );
}

function storedTheme(): Theme {
  try {
    const stored = localStorage.getItem("deml.theme");
    return THEMES.find((theme) => theme === stored) ?? "system";
  } catch {
    return "system";
  }
}

function WalletButton() {
  const { address, name, restoring } = useWallet();
  // A list of wallets elsewhere in the page may connect one: then this one has nothing to ask.
  const [opened, setOpened] = useState<"to connect" | "connected">();
  const open = opened === (address ? "connected" : "to connect");
  const close = () => setOpened(undefined);
  return (
    <>
      <button
        type="button"
        className={address ? "button" : "button primary"}
        onClick={() => setOpened(address ? "connected" : "to connect")}
      >
        {address ? <Who address={address} you={false} /> : restoring ? "…" : "Connect wallet"}
      </button>
      {open && (
        <Dialog title={address ? `Connected with ${name}` : "Connect a wallet"} close={close}>
          {address ? <Connected close={close} /> : <ConnectList done={close} />}
        </Dialog>
      )}
    </>
  );
}
