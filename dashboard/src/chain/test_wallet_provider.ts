/**
 * The test wallet's answers to a page (EIP-1193), and its faucet.
 *
 * @module
 */
import {
  type Address,
  createPublicClient,
  type Hex,
  keccak256,
  numberToHex,
  parseEther,
  type PublicClient,
} from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { boundedHttp } from "../../../miner/chain/transport.ts";
import { told } from "../../../protocol/errors.ts";

/** A test wallet. */
export interface TestProvider {
  address: Address;
  /**
   * Takes ether from the local chain's faucet.
   *
   * @param always Otherwise only if there is hardly any
   * @throws DemlError `chain` if the chain has none
   */
  fill(always: boolean): Promise<void>;
  request(request: { method: string; params?: unknown }): Promise<unknown>;
}

const KEY = "deml.testWallet.key";
/** What the faucet gives at once: ten times the demo's fund, in wei. */
const FILLING = parseEther("100");
/** With less than this, in wei, a demo ends soon. */
const HARDLY = parseEther("1");

/** Opens this browser's test wallet; the first time, with a new key. */
export function openTestWallet(rpc: string, chainId: number): TestProvider {
  const client = createPublicClient({ transport: boundedHttp(rpc) });
  const account = privateKeyToAccount(keptKey());
  const { address } = account;
  let last: Promise<unknown> = Promise.resolve();

  const send = async (given: Partial<Record<"to" | "value" | "data" | "gas", Hex>>) => {
    const [nonce, fees] = await Promise.all([
      client.getTransactionCount({ address, blockTag: "pending" }),
      client.estimateFeesPerGas(),
    ]);
    const request = { to: given.to, value: BigInt(given.value ?? 0), data: given.data };
    const raw = await account.signTransaction({
      ...request,
      ...fees,
      nonce,
      chainId,
      gas: given.gas ? BigInt(given.gas) : await client.estimateGas({ account, ...request }),
      type: "eip1559",
    });
    const hash = keccak256(raw);
    await client.sendRawTransaction({ serializedTransaction: raw }).catch(async (error) => {
      // A test chain mines at once, and complains of what reverts.
      await client.getTransactionReceipt({ hash }).catch(() => {
        throw error;
      });
    });
    return hash;
  };

  return {
    address,
    async fill(always) {
      const balance = await client.getBalance({ address });
      if (always || balance < HARDLY) await fill(client, address, balance + FILLING);
    },
    async request({ method, params = [] }) {
      switch (method) {
        case "eth_requestAccounts":
        case "eth_accounts":
          return [address];
        case "eth_chainId":
          return numberToHex(chainId);
        case "wallet_switchEthereumChain":
        case "wallet_addEthereumChain":
          return null;
        case "eth_sendTransaction": {
          const [given] = params as [Parameters<typeof send>[0]];
          // Two at once would get the same nonce.
          const sent = last.then(() => send(given));
          last = sent.catch(() => {});
          return await sent;
        }
        default:
          return await client.request({ method, params } as never);
      }
    },
  };
}

/** Sets an account's balance as Hardhat and Anvil can, or lets the node's own account pay. */
async function fill(client: PublicClient, address: Address, wei: bigint): Promise<void> {
  const ask = (method: string, params: unknown[] = []) =>
    client.request({ method, params } as never) as Promise<unknown>;
  for (const method of ["hardhat_setBalance", "anvil_setBalance"]) {
    try {
      await ask(method, [address, numberToHex(wei)]);
      return;
    } catch {
      // Another kind of node.
    }
  }
  try {
    const [from] = await ask("eth_accounts") as Address[];
    if (from === undefined) throw new Error("The node has no account");
    await ask("eth_sendTransaction", [{ from, to: address, value: numberToHex(FILLING) }]);
  } catch (cause) {
    throw told(
      "chain",
      "This local chain has no faucet",
      `Send ether to ${address} yourself`,
      { cause },
    );
  }
}

let unkept: Hex | undefined;

function keptKey(): Hex {
  try {
    const kept = localStorage.getItem(KEY);
    if (kept !== null && /^0x[0-9a-f]{64}$/.test(kept)) return kept as Hex;
    const key = generatePrivateKey();
    localStorage.setItem(KEY, key);
    return key;
  } catch {
    // Until the page is left.
    return unkept ??= generatePrivateKey();
  }
}
