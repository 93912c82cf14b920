/**
 * Where a miner keeps its journal and data, and where it fetches from.
 *
 * @module
 */
import { makeHome } from "../base/home.ts";
import { GATEWAY_VARIABLE, HOME_VARIABLE } from "../base/variables.ts";
import type { Invocation, Option } from "./command.ts";

export const HOME_OPTION: Option = {
  name: "home",
  value: "FOLDER",
  variable: HOME_VARIABLE,
  help: `Folder of journal and data; also ${HOME_VARIABLE}; the default is ~/.deml`,
};

export const GATEWAY_OPTION: Option = {
  name: "gateway",
  value: "URL",
  repeat: true,
  variable: GATEWAY_VARIABLE,
  help: "Trustless IPFS gateway, may be repeated; also " + GATEWAY_VARIABLE,
};

/** The folder of a miner. */
export function homeOf(invocation: Invocation): string {
  return homeFrom(invocation.text("home"));
}

/** The folder of a miner, if one was given. */
export function homeFrom(given: string | undefined): string {
  return given ?? Deno.env.get(HOME_VARIABLE) ?? `${Deno.env.get("HOME") ?? "."}/.deml`;
}

/** The folder of a miner, made if it does not exist; refused if other users may open it. */
export async function homeMade(invocation: Invocation): Promise<string> {
  const home = homeOf(invocation);
  await makeHome(home);
  return home;
}

/** The gateways that flags or environment name. */
export function gatewaysOf(invocation: Invocation): string[] {
  const given = invocation.texts("gateway");
  if (given.length > 0) return given;
  return (Deno.env.get(GATEWAY_VARIABLE) ?? "").split(",").filter((url) => url !== "");
}
