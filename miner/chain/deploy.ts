/**
 * Deploying the contract.
 *
 * @module
 */
import { createPublicClient, createWalletClient, type PrivateKeyAccount } from "viem";
import { demlAbi, demlBytecode } from "../../protocol/generated/deml.ts";
import { DemlError } from "../../protocol/errors.ts";
import type { ChainFailure } from "./failures.ts";
import { boundedHttp } from "./transport.ts";
import { connect, type Connection, pollingOf } from "./client.ts";

/** Deploys DeML; returns the connection to it, and the gas used. */
export async function deploy(
  url: string,
  account: PrivateKeyAccount,
): Promise<Connection & { gasUsed: bigint }> {
  const transport = boundedHttp(url);
  const wallet = createWalletClient({ account, transport });
  const hash = await wallet.deployContract({
    abi: demlAbi,
    bytecode: demlBytecode,
    account,
    chain: null,
  });
  const client = createPublicClient({ transport, pollingInterval: pollingOf(url) });
  const { status, contractAddress, gasUsed } = await client.waitForTransactionReceipt({ hash });
  if (status !== "success" || !contractAddress) {
    throw new DemlError<ChainFailure>({ kind: "chain/deployment-failed" });
  }
  return { ...await connect([url], contractAddress), gasUsed };
}
