/**
 * What every part of the page needs: the settings and the connection to the contract.
 *
 * @module
 */
import { createContext, useContext } from "react";
import type { Connection } from "../../miner/chain/client.ts";
import { connectionTo } from "./chain/client.ts";
import type { Settings } from "./settings.ts";

/** Set once, before anything is shown. */
export interface App {
  settings: Settings;
  connection: Connection;
}

/** Prepares the page for its settings. */
export function appOf(settings: Settings): App {
  const { rpc, chainId, contract } = settings;
  return { settings, connection: connectionTo(rpc, { chainId, contract }) };
}

export const AppContext = createContext<App | undefined>(undefined);

/** The settings and the connection. */
export function useApp(): App {
  const app = useContext(AppContext);
  if (app === undefined) throw new Error("Outside the app");
  return app;
}
