import { type Address, createPublicClient, formatEther, type PublicClient } from "viem";
import { EXIT, type Failure, told } from "../../../../protocol/errors.ts";
import { showEther } from "../../../../protocol/format/format.ts";
import { asked } from "../../../chain/asked.ts";
import type { Connection } from "../../../chain/client.ts";
import { openEndpoints } from "../../../chain/endpoints.ts";
import { RPC_VARIABLE } from "../../../base/variables.ts";
import { parseAddress } from "../../address.ts";
import { CHAIN_OPTIONS, contractOf, openConnection, rpcOf } from "../../chain_option.ts";
import type { Command, Invocation } from "../../command.ts";
import { withFailure } from "../../failures/tell.ts";
import { HOME_OPTION } from "../../home_option.ts";
import { toJson } from "../../json.ts";
import { type Holding, readHoldings } from "../../money/holdings.ts";
import { SIGNER_OPTIONS } from "../../signer_option.ts";
import { ownAddress } from "../../wallet/keystores.ts";

export const balance: Command = {
  name: "wallet balance",
  summary: "Show what an account has, and what it can take out of competitions",
  positional: "[ADDRESS]",
  options: [...CHAIN_OPTIONS, ...SIGNER_OPTIONS, HOME_OPTION],
  notes:
    `Without ADDRESS it is the account of --key-file, of DEML_PRIVATE_KEY, or of the home's only
keystore; no password is needed where the keystore states its address. --contract may be
omitted; then only the chain's own balance is shown.

The nonce is the number of the account's next transaction; those that wait to be mined are
counted apart.`,
  examples: [
    "deml wallet balance --rpc https://rpc.example",
    "deml wallet balance 0x9fE4… --rpc https://rpc.example --contract 0x5FbD… --json",
  ],
  async run(invocation) {
    const { terminal, json } = invocation;
    const [given] = invocation.positional;
    const address = given === undefined
      ? await ownAddress(invocation)
      : parseAddress(given, "ADDRESS");
    const { client, chainId, holdings } = await look(invocation, address);
    const [wei, nonce, next] = await asked("read the account", () =>
      Promise.all([
        client.getBalance({ address }),
        client.getTransactionCount({ address }),
        client.getTransactionCount({ address, blockTag: "pending" }),
      ]));
    const sum = (of: (each: Holding) => bigint) =>
      holdings?.reduce((all, each) => all + of(each), 0n);
    const withdrawable = sum(({ owed }) => owed);
    const claimable = sum(({ claimable }) => claimable);
    if (json) {
      const ether = formatEther(wei);
      terminal.out(
        toJson({
          address,
          chainId,
          wei,
          ether,
          nonce,
          pending: next - nonce,
          withdrawable,
          claimable,
          competitions: holdings,
        }),
      );
      return EXIT.ok;
    }
    const waiting = next > nonce ? `, ${next - nonce} waiting to be mined` : "";
    const lines: [string, string][] = [
      ["account", `${address} on chain ${chainId}`],
      ["balance", showEther(wei)],
      ["nonce", `${nonce}${waiting}`],
      ...owing("withdrawable", withdrawable, "deml withdraw"),
      ...owing("claimable", claimable, "deml claim"),
    ];
    for (const [label, text] of lines) {
      terminal.out(`${terminal.paint.dim(label.padEnd(14))}${text}`);
    }
    return EXIT.ok;
  },
};

function owing(label: string, wei: bigint | undefined, command: string): [string, string][] {
  if (wei === undefined) return [];
  return [[label, wei === 0n ? showEther(wei) : `${showEther(wei)}: \`${command}\``]];
}

/** The chain, and what the contract holds for the account if one is named. */
async function look(
  invocation: Invocation,
  address: Address,
): Promise<Pick<Connection, "client" | "chainId"> & { holdings?: Holding[] }> {
  if (contractOf(invocation) !== undefined) {
    const connection = await openConnection(invocation);
    const holdings = await readHoldings(connection, address, undefined, (done, all) => {
      invocation.terminal.progress(`Reading competitions: ${done} of ${all}`);
    });
    return { client: connection.client, chainId: connection.chainId, holdings };
  }
  const urls = rpcOf(invocation);
  if (urls.length === 0) {
    throw told("usage", "No chain to talk to", `Give --rpc URL, or set ${RPC_VARIABLE}`);
  }
  const log = (line: string, about?: { failure?: Failure }) =>
    invocation.terminal.note(withFailure(line, about?.failure));
  const endpoints = openEndpoints(urls, { signal: invocation.signal, log });
  const { chainId } = await endpoints.introduce();
  const client = createPublicClient({ transport: endpoints.transport }) as PublicClient;
  return { client, chainId };
}
