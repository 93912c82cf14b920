/** The bottom of every page: which contract, which block. */
import { useChain } from "../chain/head.tsx";
import { Copy } from "../components/copy.tsx";
import { When } from "../components/when.tsx";
import { shortAddress } from "../components/who.tsx";
import { useApp } from "../context.ts";

export function Footer() {
  const { settings: { contract, chainName } } = useApp();
  const { head } = useChain();
  return (
    <footer className="bottom">
      <span>
        Contract <Copy text={contract} shown={shortAddress(contract)} /> on {chainName}
      </span>
      {head && (
        <span>
          Block {head.number.toLocaleString("en")}, <When seconds={head.timestamp} />
        </span>
      )}
      <span>
        This page has no server: it reads the chain and checks every byte of data itself.
      </span>
    </footer>
  );
}
