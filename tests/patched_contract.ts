/**
 * The contract with lines of its sources changed, on a stage's chain: what no verifier should accept.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/from-file-url";
import { createWalletClient, type Hex, http } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { compile } from "../contracts/solc.ts";
import { connect } from "../miner/chain/client.ts";
import { PURSE, type Stage } from "../miner/demo/stage.ts";
import { createSender } from "../miner/transactions/sender.ts";
import { demlAbi } from "../protocol/generated/deml.ts";

const SOURCES = fromFileUrl(new URL("../contracts/src/", import.meta.url));

/** A line that is in the sources once, and what is written in its place. */
export interface Patch {
  file: string;
  from: string;
  to: string;
}

/** Compiles the contract with patches. */
export async function compilePatched(patches: readonly Patch[]): Promise<Hex> {
  const sources: Record<string, { content: string }> = {};
  for await (const { name } of Deno.readDir(SOURCES)) {
    sources[name] = { content: await Deno.readTextFile(`${SOURCES}${name}`) };
  }
  for (const { file, from, to } of patches) {
    const { content } = sources[file]!;
    if (content.split(from).length !== 2) throw new Error(`${file} has not one "${from}"`);
    sources[file] = { content: content.replace(from, to) };
  }
  const output = JSON.parse(
    await compile({
      language: "Solidity",
      sources,
      settings: {
        viaIR: true,
        optimizer: { enabled: true, runs: 1 },
        outputSelection: { "DeML.sol": { DeML: ["evm.bytecode.object"] } },
      },
    }),
  );
  const code = output.contracts?.["DeML.sol"]?.DeML.evm.bytecode.object;
  if (!code) throw new Error(JSON.stringify(output.errors));
  return `0x${code}`;
}

/** The stage with another contract, which its next actors use. */
export async function stageWith(stage: Stage, bytecode: Hex): Promise<Stage> {
  const account = privateKeyToAccount(generatePrivateKey());
  await stage.chain.give(account.address, PURSE);
  const wallet = createWalletClient({ account, transport: http(stage.chain.url) });
  const hash = await wallet.deployContract({ abi: demlAbi, bytecode, chain: null });
  const { contractAddress } = await stage.connection.client.waitForTransactionReceipt({ hash });
  const connection = await connect([stage.chain.url], contractAddress!);
  return {
    ...stage,
    connection,
    async actor(role) {
      const actor = await stage.actor(role);
      const record = actor.journal.calls;
      const sender = createSender(connection, privateKeyToAccount(actor.key), { record });
      return { ...actor, sender };
    },
  };
}
