/**
 * The deterministic deployment proxy: a contract without an owner that anyone can bring to any chain
 * at one address, by a transaction that nobody has the key of and that is therefore the same
 * everywhere. What it deploys with CREATE2 has the same address everywhere, too.
 * https://github.com/Arachnid/deterministic-deployment-proxy
 *
 * @module
 */
import {
  type Address,
  concat,
  formatEther,
  getContractAddress,
  type Hex,
  type PublicClient,
  toHex,
  type WalletClient,
} from "viem";
import { DemlError, told } from "../../protocol/errors.ts";

export const PROXY: Address = "0x4e59b44847b379578588920cA78FbF26c0B4956C";
/** Any fixed value does; this one can be read. */
export const SALT: Hex = toHex("DeML", { size: 32 });

/** The proxy: deploys what follows the first 32 bytes of its calldata, with these as the salt. */
const PROXY_CODE: Hex =
  "0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3";
/** Signed with r = s = 0x22…22: found, not made with a key. */
const PROXY_TRANSACTION: Hex =
  "0xf8a58085174876e800830186a08080b853604580600e600039806000f350fe7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf31ba02222222222222222222222222222222222222222222222222222222222222222a02222222222222222222222222222222222222222222222222222222222222222";
/** Whom that signature belongs to, and what it pays: 100,000 gas at 100 gwei. */
const PROXY_SENDER: Address = "0x3fAB184622Dc19b6109349B94811493BF2a45362";
const PROXY_COST = 10_000_000_000_000_000n;

/** Where the proxy puts a contract, on every chain. */
export function addressOf(creationCode: Hex): Address {
  return getContractAddress({ opcode: "CREATE2", from: PROXY, salt: SALT, bytecode: creationCode });
}

/** The proxy's calldata that puts it there. */
export function deploymentOf(creationCode: Hex): Hex {
  return concat([SALT, creationCode]);
}

/** Whether a chain has the proxy. */
export async function hasProxy(client: PublicClient): Promise<boolean> {
  const code = await client.getCode({ address: PROXY });
  if (code === undefined || code === "0x") return false;
  if (code === PROXY_CODE) return true;
  throw told(
    "chain",
    `The code at ${PROXY} is not the deterministic deployment proxy`,
    "Such a chain cannot give DeML its usual address: do not deploy there",
  );
}

/** How much ether the proxy's own sender lacks. */
export async function proxyShortfall(client: PublicClient): Promise<bigint> {
  const balance = await client.getBalance({ address: PROXY_SENDER });
  return balance < PROXY_COST ? PROXY_COST - balance : 0n;
}

/**
 * Brings the proxy to a chain.
 *
 * @param wallet Pays what the proxy's sender lacks; without it that is an error
 * @throws DemlError `funds`, or `chain` when the chain does not take the transaction
 */
export async function deployProxy(client: PublicClient, wallet?: WalletClient): Promise<void> {
  const shortfall = await proxyShortfall(client);
  if (shortfall > 0n) {
    if (wallet === undefined) {
      throw told(
        "funds",
        `This chain lacks the deployment proxy, and its sender ${PROXY_SENDER} lacks ${
          formatEther(shortfall)
        } ETH to deploy it`,
        "Send it that much, or give --fund-proxy to have this account do so",
        { details: { sender: PROXY_SENDER, shortfall: shortfall.toString() } },
      );
    }
    const hash = await wallet.sendTransaction({
      account: wallet.account!,
      chain: null,
      to: PROXY_SENDER,
      value: shortfall,
    });
    await client.waitForTransactionReceipt({ hash });
  }
  try {
    const hash = await client.sendRawTransaction({ serializedTransaction: PROXY_TRANSACTION });
    await client.waitForTransactionReceipt({ hash });
  } catch (cause) {
    throw refused(cause);
  }
  if (!await hasProxy(client)) throw refused();
}

function refused(cause?: unknown): DemlError {
  return told(
    "chain",
    "The chain does not take the deployment proxy's transaction",
    "It may ask for a replay-protected one, or more than 100 gwei a gas: ask its operators for the proxy",
    { cause },
  );
}
