/**
 * Deploys DeML, at the same address on every chain: `deno task deploy --help`.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/from-file-url";
import {
  type Address,
  BaseError,
  createPublicClient,
  createWalletClient,
  formatEther,
  type Hex,
  type PublicClient,
} from "viem";
import { noChain, pollingOf, requireHttp } from "../miner/chain/client.ts";
import { RPC_VARIABLE } from "../miner/base/variables.ts";
import { type Command, type Invocation, usage } from "../miner/cli/command.ts";
import { runCommand } from "../miner/cli/run.ts";
import { boundedHttp } from "../miner/chain/transport.ts";
import { withoutSecrets } from "../protocol/text/secrets.ts";
import { EXIT, told } from "../protocol/errors.ts";
import { openSigner, SIGNER_OPTIONS } from "../miner/cli/signer_option.ts";
import { deployedCode } from "./deploy/check_code.ts";
import { type Compiled, readCompiled, requireCompiles } from "./deploy/compiled.ts";
import {
  addressOf,
  deploymentOf,
  deployProxy,
  hasProxy,
  PROXY,
  proxyShortfall,
} from "./deploy/proxy.ts";
import { isLocal } from "../miner/chain/local_chains.ts";
import { recordDeployment, writeVerification } from "./deploy/record.ts";

const command: Command = {
  name: "deploy",
  startedAs: "deno task deploy",
  summary: "Deploy the contract, at the same address on every chain",
  options: [
    { name: "rpc", value: "URL", help: `JSON-RPC endpoint; also ${RPC_VARIABLE}` },
    ...SIGNER_OPTIONS,
    { name: "dry-run", help: "Send nothing: say where it would be, whether it is, what it costs" },
    { name: "compile", help: "Compile the sources first, and go on if they give this code" },
    { name: "fund-proxy", help: "Pay 0.01 ETH if a chain lacks the deployment proxy" },
    { name: "record", help: "Also write the record for a local chain" },
    {
      name: "deployments",
      value: "FOLDER",
      help: "Where records go, contracts/deployments by default",
    },
    {
      name: "verification",
      value: "FILE",
      help: "Write the compiler's standard JSON input, for explorers",
    },
  ],
  notes:
    "What is deployed is the committed code; `deno task check` compiles the sources and compares. " +
    "The address follows from the code alone. If DeML is already there, its code is checked and " +
    "nothing is sent. Exit codes: 0 done, 1 failed, 2 wrong usage.",
  examples: [
    "deno task deploy --dry-run",
    "deno task deploy --compile --rpc https://… --key-file deployer.key",
    "deno task deploy --dry-run --verification verification.json",
  ],
  run,
};

async function run(invocation: Invocation): Promise<number> {
  const { terminal } = invocation;
  const url = invocation.text("rpc") ?? (Deno.env.get(RPC_VARIABLE) || undefined);
  const dry = invocation.flag("dry-run");
  if (url === undefined && !dry) {
    throw usage(command, `No chain to deploy to: --rpc and ${RPC_VARIABLE} are missing`);
  }
  // An account that cannot sign should be found before the compiler runs for half a minute.
  const account = dry ? undefined : await openSigner(invocation);
  const compiled = await readCompiled();
  if (invocation.flag("compile")) requireCompiles(compiled);
  const address = addressOf(compiled.creationCode);
  terminal.note(`DeML has the address ${address}`);
  const verification = invocation.text("verification");
  if (verification !== undefined) await writeVerification(verification, compiled);
  const report = (result: Record<string, unknown>, sentence: string) => {
    terminal.out(invocation.json ? JSON.stringify({ address, ...result }) : sentence);
    return EXIT.ok;
  };
  if (url === undefined) return report({ status: "unknown" }, `${address} on every chain`);

  const { client, chainId } = await reach(url);
  const before = await deployedCode(client, address, compiled);
  if (dry) {
    if (before !== undefined) {
      return report(
        { chainId, status: "already deployed", codeHash: before },
        `DeML is at ${address} on chain ${chainId} already, and is this code`,
      );
    }
    const plan = await estimate(client, compiled);
    return report(
      { chainId, status: "not deployed", ...plan },
      `DeML is not on chain ${chainId} yet; it would be at ${address}, ` + describe(plan),
    );
  }
  const sent = before === undefined
    ? await send(client, url, account!, compiled, address, invocation.flag("fund-proxy"))
    : undefined;
  const codeHash = before ?? await deployedCode(client, address, compiled);
  if (codeHash === undefined) {
    throw told("chain", `No code came to ${address}`, "Check the node, and try again");
  }
  const deployment = { chainId, address, codeHash, ...sent };
  const record = !isLocal(chainId) || invocation.flag("record")
    ? await recordDeployment(
      invocation.text("deployments") ??
        fromFileUrl(new URL("../contracts/deployments", import.meta.url)),
      deployment,
      compiled,
    )
    : undefined;
  const status = sent === undefined ? "already deployed" : "deployed";
  return report(
    { ...deployment, status, record },
    `DeML is ${status} at ${address} on chain ${chainId}, and is this code` +
      (sent ? `; transaction ${sent.transaction} in block ${sent.block}` : "") +
      (record ? `; recorded in ${record}` : ""),
  );
}

async function reach(url: string): Promise<{ client: PublicClient; chainId: number }> {
  requireHttp(url);
  const client = createPublicClient({
    transport: boundedHttp(url),
    pollingInterval: pollingOf(url),
  });
  try {
    return { client, chainId: await client.getChainId() };
  } catch (cause) {
    throw noChain(withoutSecrets(url), cause);
  }
}

type Plan =
  | {
    proxy: true;
    gas: string;
    /** Wei at the current price */
    cost: string;
  }
  | {
    proxy: false;
    /** Wei that the proxy's sender lacks */
    proxyShortfall: string;
  };

async function estimate(client: PublicClient, { creationCode }: Compiled): Promise<Plan> {
  if (!await hasProxy(client)) {
    return { proxy: false, proxyShortfall: (await proxyShortfall(client)).toString() };
  }
  const gas = await client.estimateGas({ to: PROXY, data: deploymentOf(creationCode) });
  const cost = gas * await client.getGasPrice();
  return { proxy: true, gas: gas.toString(), cost: cost.toString() };
}

function describe(plan: Plan): string {
  if (!plan.proxy) {
    return `after the deployment proxy, which is missing and whose sender lacks ${
      formatEther(BigInt(plan.proxyShortfall))
    } ETH`;
  }
  return `for ${plan.gas} gas, now ${formatEther(BigInt(plan.cost))} ETH`;
}

async function send(
  client: PublicClient,
  url: string,
  account: Awaited<ReturnType<typeof openSigner>>,
  { creationCode }: Compiled,
  address: Address,
  fundProxy: boolean,
): Promise<{ transaction: Hex; block: number; gasUsed: number }> {
  const wallet = createWalletClient({ account, transport: boundedHttp(url) });
  if (!await hasProxy(client)) await deployProxy(client, fundProxy ? wallet : undefined);
  try {
    const hash = await wallet.sendTransaction({
      chain: null,
      to: PROXY,
      data: deploymentOf(creationCode),
    });
    const receipt = await client.waitForTransactionReceipt({ hash });
    if (receipt.status !== "success") throw new Error(`transaction ${hash} reverted`);
    return {
      transaction: hash,
      block: Number(receipt.blockNumber),
      gasUsed: Number(receipt.gasUsed),
    };
  } catch (cause) {
    const reason = cause instanceof BaseError ? cause.shortMessage : (cause as Error).message;
    throw told(
      "chain",
      `The deployment to ${address} failed: ${reason.split("\n")[0]!.replace(/\.$/, "")}`,
      `Check that ${account.address} has enough ether, and run the command again`,
      { cause },
    );
  }
}

if (import.meta.main) Deno.exit(await runCommand(command, Deno.args));
