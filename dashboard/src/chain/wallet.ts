/**
 * The reader's wallet: those that announce themselves (EIP-6963), or the one that a browser
 * injects.
 *
 * @module
 */
import { type Address, defineChain } from "viem";
import {
  type Config,
  createConfig,
  injected,
  useConnect,
  useConnection,
  useConnectors,
  useDisconnect,
  useSwitchChain,
} from "wagmi";
import { boundedHttp } from "../../../miner/chain/transport.ts";
import { useApp } from "../context.ts";
import type { Settings } from "../settings.ts";

/** wagmi, for the one chain of the settings. */
export function walletConfig({ chainId, chainName, rpc }: Settings): Config {
  const chain = defineChain({
    id: chainId,
    name: chainName,
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: rpc } },
  });
  return createConfig({
    chains: [chain],
    transports: { [chainId]: boundedHttp(rpc[0]!) },
    connectors: [injected()],
    multiInjectedProviderDiscovery: true,
  });
}

/** A wallet that can be connected. */
export interface WalletChoice {
  id: string;
  name: string;
  /** The wallet's picture: a data URL */
  icon: string | undefined;
  connect(): Promise<void>;
}

/** The reader's wallet, if there is one. */
export interface Wallet {
  address: Address | undefined;
  /** The wallet's name */
  name: string | undefined;
  /** The wallet is on a different chain from the contract */
  wrongChain: boolean;
  /** A previously connected wallet is being asked */
  restoring: boolean;
  choices: WalletChoice[];
  disconnect(): void;
  /** Asks the wallet to go to the contract's chain, and adds it if the wallet does not know it */
  switchChain(): Promise<void>;
}

/** The reader's wallet. */
export function useWallet(): Wallet {
  const { settings: { chainId } } = useApp();
  const { address, chainId: chosen, connector, status } = useConnection();
  const { mutateAsync: connect } = useConnect();
  const { mutate: disconnect } = useDisconnect();
  const { mutateAsync: switchChain } = useSwitchChain();
  const connectors = useConnectors();
  const announced = connectors.filter(({ id }) => id !== "injected");
  // The unnamed one of window.ethereum is one of those that announce themselves.
  const shown = announced.length > 0
    ? announced
    : connectors.filter(() => "ethereum" in globalThis);
  return {
    address: status === "connected" ? address : undefined,
    name: connector?.name,
    wrongChain: status === "connected" && chosen !== chainId,
    restoring: status === "reconnecting",
    choices: shown.map((each) => ({
      id: each.uid,
      name: each.name,
      icon: each.icon?.startsWith("data:image/") ? each.icon : undefined,
      connect: async () => {
        await connect({ connector: each });
      },
    })),
    disconnect: () => disconnect({}),
    switchChain: async () => {
      await switchChain({ chainId });
    },
  };
}
