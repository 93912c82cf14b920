/**
 * ENS names, from a mainnet endpoint of the settings. Loaded if the settings name one.
 *
 * @module
 */
import { type Address, createPublicClient } from "viem";
import { mainnet } from "viem/chains";
import { normalize } from "viem/ens";
import { boundedHttp } from "../../../miner/chain/transport.ts";

const clients = new Map<string, ReturnType<typeof clientOf>>();

/** An account's primary name, or null; viem checks that the name points back at the account. */
export async function nameOf(rpc: string, address: Address): Promise<string | null> {
  const client = clients.get(rpc) ?? clientOf(rpc);
  clients.set(rpc, client);
  const name = await client.getEnsName({ address }).catch(() => null);
  // A name that is not in its normal form only looks like another one.
  return name !== null && isNormal(name) ? name : null;
}

function isNormal(name: string): boolean {
  try {
    return normalize(name) === name;
  } catch {
    return false;
  }
}

function clientOf(rpc: string) {
  return createPublicClient({ chain: mainnet, transport: boundedHttp(rpc, { batch: true }) });
}
