/**
 * The program, run as people run it.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { type Hex, parseEther } from "viem";
import { generatePrivateKey, privateKeyToAddress } from "viem/accounts";
import type { Stage } from "../../miner/demo/stage.ts";

const MAIN = fromFileUrl(new URL("../../miner/main.ts", import.meta.url));

/** Runs the program, which must end well, and answers what it prints. */
export type Deml = (...args: string[]) => Promise<string>;

/**
 * Readies the program for a stage.
 *
 * It pays with an account that the stage's ledger does not watch: its gas is no part of a
 * competition's money, and whoever has a key may publish it.
 */
export async function demlOn(stage: Stage): Promise<Deml> {
  const key: Hex = generatePrivateKey();
  await stage.chain.control.setBalance({
    address: privateKeyToAddress(key),
    value: parseEther("100"),
  });
  const env = {
    NO_COLOR: "1",
    DEML_HOME: `${stage.folder}/home`,
    DEML_PRIVATE_KEY: key,
    DEML_RPC: stage.chain.url,
    DEML_CONTRACT: stage.connection.contract,
    DEML_GATEWAY: stage.gateway.url,
  };
  return async (...args) => {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", MAIN, ...args],
      env,
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    assertEquals(code, 0, `deml ${args[0]}: ${text(stderr)}`);
    return text(stdout);
  };
}
