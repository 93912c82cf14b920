/**
 * The program on a stage, run as people run it.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { type Hex, parseEther } from "viem";
import { generatePrivateKey, privateKeyToAddress } from "viem/accounts";
import type { Stage } from "../../miner/demo/stage.ts";
import { deml } from "../deml.ts";

/** Runs the program, which must succeed, and returns its output. */
export type Deml = (...args: string[]) => Promise<string>;

/**
 * Readies the program for a stage.
 *
 * Without a key it pays with an account that the stage's ledger does not watch: its gas is not part of a
 * competition's money, and whoever has a key may publish it.
 */
export async function demlOn(stage: Stage, key: Hex = generatePrivateKey()): Promise<Deml> {
  const env = await environmentOn(stage, key);
  return async (...args) => {
    const { code, out, err } = await deml(args, env);
    assertEquals(code, 0, `deml ${args[0]}: ${err}`);
    return out;
  };
}

/** Runs the program, which must refuse, and returns its message. */
export async function demlRefuses(stage: Stage, ...args: string[]): Promise<string> {
  const { code, err } = await deml(args, await environmentOn(stage));
  assertEquals(code, 1, err);
  return err;
}

async function environmentOn(
  stage: Stage,
  key: Hex = generatePrivateKey(),
): Promise<Record<string, string>> {
  await stage.chain.control.setBalance({
    address: privateKeyToAddress(key),
    value: parseEther("100"),
  });
  return {
    DEML_HOME: `${stage.folder}/home`,
    DEML_PRIVATE_KEY: key,
    DEML_RPC: stage.chain.url,
    DEML_CONTRACT: stage.connection.contract,
    DEML_GATEWAY: stage.gateway.url,
  };
}
