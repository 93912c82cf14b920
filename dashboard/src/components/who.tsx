/** An account: its ENS name where it has one, else its address, short. */
import { skipToken, useQuery } from "@tanstack/react-query";
import type { Address } from "viem";
import { useApp } from "../context.ts";
import { useWallet } from "../chain/wallet.ts";

interface Props {
  address: Address;
  /** Whether to say that it is the reader's own */
  you?: boolean;
}

export function Who({ address, you = true }: Props) {
  const { settings: { ensRpc } } = useApp();
  const { address: own } = useWallet();
  const { data: name } = useQuery({
    queryKey: ["ens", address],
    queryFn: ensRpc === undefined
      ? skipToken
      : async () => (await import("../chain/ens.ts")).nameOf(ensRpc, address),
    staleTime: Infinity,
    retry: false,
  });
  const mine = you && own?.toLowerCase() === address.toLowerCase();
  return (
    <span className="who" title={address}>
      <i aria-hidden="true" style={{ background: colourOf(address) }} />
      <span className={name ? "" : "mono"}>{name ?? shortAddress(address)}</span>
      {mine && <span className="badge you">you</span>}
    </span>
  );
}

/** An address that still can be told apart. */
export function shortAddress(address: string): string {
  return `${address.slice(0, 6)}…${address.slice(-4)}`;
}

/** The same colour for the same account, readable on light and dark. */
function colourOf(address: string): string {
  const hue = Number.parseInt(address.slice(2, 8), 16) % 360;
  return `oklch(65% 0.14 ${hue})`;
}
