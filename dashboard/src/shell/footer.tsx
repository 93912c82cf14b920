/** The bottom of every page: which contract, which block, and where things are explained. */
import { Link } from "wouter";
import { useChain } from "../chain/head.tsx";
import { Copy } from "../components/copy.tsx";
import { When } from "../components/when.tsx";
import { shortAddress } from "../components/who.tsx";
import { useApp } from "../context.ts";
import { explorerPageOf } from "../settings.ts";

export function Footer() {
  const { settings } = useApp();
  const { contract, chainName } = settings;
  const { head } = useChain();
  const page = explorerPageOf(settings, contract);
  return (
    <footer className="bottom">
      <span>
        Contract <Copy text={contract} shown={shortAddress(contract)} /> on {chainName}
        {page && (
          <>
            {" · "}
            <a href={page} target="_blank" rel="noopener noreferrer">explorer</a>
          </>
        )}
      </span>
      {head && (
        <span>
          Block {head.number.toLocaleString("en")}, <When seconds={head.timestamp} />
        </span>
      )}
      <span>
        This page has no server: it reads the chain and checks every byte of data itself.
      </span>
      <nav aria-label="Help">
        <Link href="/how">How it works</Link>
        <Link href="/glossary">Glossary</Link>
      </nav>
    </footer>
  );
}
