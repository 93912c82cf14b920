/**
 * The flags of commands that talk to a chain, and the connection that they name.
 *
 * @module
 */
import type { Address } from "viem";
import { type Failure, told } from "../../protocol/errors.ts";
import { CONTRACT_VARIABLE, RPC_VARIABLE } from "../base/variables.ts";
import { connect, type Connection, type ConnectOptions } from "../chain/client.ts";
import { parseAddress } from "./address.ts";
import type { Invocation, Option } from "./command.ts";
import { withFailure } from "./failures/tell.ts";

/** The flags of every command that talks to the chain. */
export const CHAIN_OPTIONS: Option[] = [
  {
    name: "rpc",
    value: "URL",
    repeat: true,
    variable: RPC_VARIABLE,
    help: `JSON-RPC endpoint, http or ws; if repeated, the best one is read; also ${RPC_VARIABLE}`,
  },
  {
    name: "contract",
    value: "ADDRESS",
    variable: CONTRACT_VARIABLE,
    help: `Address of the DeML contract; also ${CONTRACT_VARIABLE}`,
  },
];

/** The endpoints that flags or environment name. */
export function rpcOf(invocation: Invocation): string[] {
  const given = invocation.texts("rpc");
  if (given.length > 0) return given;
  return (Deno.env.get(RPC_VARIABLE) ?? "").split(",").filter((url) => url !== "");
}

/** The contract that flags or environment name. */
export function contractOf(invocation: Invocation): Address | undefined {
  const flag = invocation.text("contract");
  if (flag !== undefined) return parseAddress(flag, "--contract");
  const variable = Deno.env.get(CONTRACT_VARIABLE) ?? "";
  return variable === "" ? undefined : parseAddress(variable, CONTRACT_VARIABLE);
}

/** Connects as the flags or the environment say. */
export async function openConnection(
  invocation: Invocation,
  options: ConnectOptions = {},
): Promise<Connection> {
  const urls = rpcOf(invocation);
  if (urls.length === 0) {
    throw told("usage", "No chain to talk to", `Give --rpc URL, or set ${RPC_VARIABLE}`);
  }
  const contract = contractOf(invocation);
  if (contract === undefined) {
    throw told(
      "usage",
      "No contract to talk to",
      `Give --contract ADDRESS, or set ${CONTRACT_VARIABLE}`,
    );
  }
  const log = (line: string, about?: { failure?: Failure }) =>
    invocation.terminal.note(withFailure(line, about?.failure));
  return await connect(urls, contract, { signal: invocation.signal, log, ...options });
}
