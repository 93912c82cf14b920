/**
 * The stage of a demo or a test: a chain, the contract, the data behind a gateway, and accounts with
 * ether.
 *
 * @module
 */
import { type Address, type Hex, parseEther } from "viem";
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import type { Connection } from "../chain/client.ts";
import { deploy } from "../chain/deploy.ts";
import { type CompetitionSpec, encodeSpec } from "../../protocol/spec/spec.ts";
import { mnistCsv } from "../dataset/mnist.ts";
import { mnistSpec } from "../dataset/mnist_spec.ts";
import { openBlockStore } from "../ipfs/block_store.ts";
import { type Gateway, serveGateway } from "../ipfs/gateway.ts";
import { publishBlock, publishFile } from "../ipfs/publish.ts";
import { shareBytes, type SharedBytes } from "../ipfs/shared_bytes.ts";
import { type Journal, openJournal } from "../journal/journal.ts";
import type { Mined } from "../journal/call.ts";
import { createSender, type Sender, type Write } from "../transactions/sender.ts";
import { Ledger } from "./ledger.ts";
import { type LocalChain, startLocalChain } from "./local_chain.ts";
import type { StageChain } from "./stage_chain.ts";

/** An account that can act. */
export interface Actor {
  key: Hex;
  address: Address;
  journal: Journal;
  sender: Sender;
}

/** Where a competition can be played. */
export interface Stage<Chain extends StageChain = LocalChain> {
  chain: Chain;
  connection: Connection;
  gateway: Gateway;
  /** Data and packages that its miners fetch once for all */
  shared: SharedBytes;
  ledger: Ledger;
  /** Gas of each mined call, by the contract's function */
  gas: Map<string, bigint[]>;
  deploymentGas: bigint;
  /** A folder that is deleted with the stage */
  folder: string;
  /** sha2-256 of the published spec */
  specDigest: Hex;
  spec: CompetitionSpec;
  /** Makes an account with ether; `role` names its line in the balance sheet. */
  actor(role: string): Promise<Actor>;
  /** The chain's clock, in seconds since 1970. */
  now(): Promise<number>;
  /** Moves the chain's clock forward to a moment, or waits for it. */
  warpTo(seconds: number): Promise<void>;
  close(): Promise<void>;
}

/** The fund that the organizer escrows. */
export const FUND = parseEther("10");
/** More than any account spends on stake, buy-in and gas. */
export const PURSE = parseEther("1000");

/** The demo's competition: MNIST as the original shared it. */
function demoSpec(cid: string): CompetitionSpec {
  const digits = mnistSpec();
  return {
    ...digits,
    name: "MNIST digits",
    description: "Which digit is it? 28 × 28 grey pixels, 10,000 of them to be tested on.",
    test: { ...digits.test, cid },
  };
}

/** Sets the stage on its own chain: contract, data, gateway. */
export const openStage = (): Promise<Stage> => openStageOn(startLocalChain);

/** Sets the stage on a chain that is started for it, and closed with it. */
export async function openStageOn<Chain extends StageChain>(
  startChain: () => Promise<Chain>,
): Promise<Stage<Chain>> {
  const folder = await Deno.makeTempDir({ prefix: "deml-demo-" });
  const opened: { close(): Promise<void> | void }[] = [];
  const close = async () => {
    for (const part of opened.reverse()) await part.close();
    await Deno.remove(folder, { recursive: true }).catch(() => {});
  };
  try {
    const chain = await startChain();
    opened.push(chain);
    const store = await openBlockStore(`${folder}/blocks`);
    const gateway = serveGateway(store);
    opened.push(gateway);
    const cid = await publishFile(await mnistCsv("test"), store);
    const spec = demoSpec(String(cid));
    const specCid = await publishBlock(encodeSpec(spec), store);
    const specDigest: Hex = `0x${specCid.multihash.digest.toHex()}`;

    const ledger = new Ledger();
    const gas = new Map<string, bigint[]>();
    const onMined = (from: Address) => (write: Write, mined: Mined) => {
      ledger.note(from, mined, mined.success ? write.value ?? 0n : 0n);
      if (!mined.success) return;
      gas.set(write.functionName, [...(gas.get(write.functionName) ?? []), mined.gasUsed]);
    };
    const purse = async (key: Hex): Promise<PrivateKeyAccount> => {
      const account = privateKeyToAccount(key);
      await chain.give(account.address, PURSE);
      return account;
    };
    const connection = await deploy(chain.url, await purse(generatePrivateKey()));

    return {
      chain,
      connection,
      gateway,
      shared: shareBytes(),
      ledger,
      gas,
      deploymentGas: connection.gasUsed,
      folder,
      specDigest,
      spec,
      async actor(role) {
        const key = generatePrivateKey();
        const account = await purse(key);
        ledger.open(account.address, role, PURSE);
        const journal = openJournal(`${folder}/${account.address}.sqlite`, { temporary: true });
        opened.push(journal);
        const sender = createSender(connection, account, {
          record: journal.calls,
          onMined: onMined(account.address),
        });
        return { key, address: account.address, journal, sender };
      },
      async now() {
        return Number((await connection.client.getBlock()).timestamp);
      },
      warpTo: (seconds) => chain.warpTo(seconds),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
