/** An account: its ENS name if it has one, otherwise its short address. */
import { skipToken, useQuery } from "@tanstack/react-query";
import type { Address } from "viem";
import { Link } from "wouter";
import { useApp } from "../context.ts";
import { loadPart } from "../parts/load_part.ts";
import { useWallet } from "../chain/wallet.ts";

interface Props {
  address: Address;
  /** Whether to say that it is the reader's own, and to lead to what it did; not inside a button */
  you?: boolean;
}

export function Who({ address, you = true }: Props) {
  const { settings: { ensRpc } } = useApp();
  const { address: own } = useWallet();
  const { data: name } = useQuery({
    queryKey: ["ens", address],
    queryFn: ensRpc === undefined
      ? skipToken
      : async () => (await loadPart(() => import("../chain/ens.ts"))).nameOf(ensRpc, address),
    staleTime: Infinity,
    retry: false,
  });
  const mine = you && own?.toLowerCase() === address.toLowerCase();
  const shown = <span className={name ? "" : "mono"}>{name ?? shortAddress(address)}</span>;
  return (
    <span className="who" title={address}>
      <i aria-hidden="true" style={{ background: colourOf(address) }} />
      {you ? <Link href={`~/address/${address}`}>{shown}</Link> : shown}
      {mine && <span className="badge you">you</span>}
    </span>
  );
}

/** An address, shortened but still recognisable. */
export function shortAddress(address: string): string {
  return `${address.slice(0, 6)}…${address.slice(-4)}`;
}

/** The same colour for the same account, readable on light and dark. */
function colourOf(address: string): string {
  const hue = Number.parseInt(address.slice(2, 8), 16) % 360;
  return `oklch(65% 0.14 ${hue})`;
}
