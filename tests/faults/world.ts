/**
 * A chain with the contract and one competition on it, and everybody but its miners.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/from-file-url";
import { type Address, createPublicClient, defineChain, type Hex, parseEther, toHex } from "viem";
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import type { Connection } from "../../miner/chain/client.ts";
import { deploy } from "../../miner/chain/deploy.ts";
import { readCompetition } from "../../miner/chain/read_competition.ts";
import { register } from "../../miner/participant/register.ts";
import { submitModel } from "../../miner/participant/submit_model.ts";
import { openTerms, type Terms } from "../../protocol/terms/terms.ts";
import { boundedHttp } from "../../miner/chain/transport.ts";
import { writeIdx } from "../../miner/dataset/idx.ts";
import { mnistSpec } from "../../miner/dataset/mnist_spec.ts";
import { encodeSpec } from "../../protocol/spec/spec.ts";
import type { BlockStore } from "../../miner/ipfs/block_store.ts";
import { sha256 } from "../../miner/ipfs/cid.ts";
import { answerBlock } from "../../miner/ipfs/gateway.ts";
import { publishBlock, publishFile } from "../../miner/ipfs/publish.ts";
import { openJournal } from "../../miner/journal/journal.ts";
import { pack } from "../../miner/model/package.ts";
import { createSender, type Sender } from "../../miner/transactions/sender.ts";
import { hashOf } from "../reference/random.ts";
import { type Anvil, startAnvil } from "./anvil.ts";

/** Seconds of both windows: twenty blocks, less than a seventh of what careful miners ask for. */
export const WINDOW = 240;
export const BLOCK_TIME = 12;
/** More than anybody spends. */
export const PURSE = parseEther("100");
const FUND = parseEther("2");
/** Samples of the test set; the evaluator does not look at them. */
const ROWS = 20;

const LOGREG = fromFileUrl(new URL("../../examples/models/logreg.onnx", import.meta.url));
const MLP = fromFileUrl(new URL("../../examples/models/mlp.onnx", import.meta.url));

/** Somebody who acts for once, and through a node without faults. */
export interface Person {
  account: PrivateKeyAccount;
  sender: Sender;
}

export interface World {
  anvil: Anvil;
  connection: Connection;
  gateway: { url: string; down: boolean };
  id: bigint;
  terms: Terms;
  /** What the authors submit */
  packages: Uint8Array[];
  /** Their digests, as the contract knows them */
  digests: Hex[];
  organizer: Person;
  authors: Person[];
  /** Everybody who was given ether, by address */
  purses: Map<Address, bigint>;
  /** Gives ether to a new account, the same for the same name */
  fund(name: string): Promise<PrivateKeyAccount>;
  /** An author submits the model of this number, and it is mined at once */
  submit(model: number): Promise<void>;
  now(): Promise<number>;
  close(): Promise<void>;
}

/** The observer's patience: a busy machine's node may be slow, in milliseconds. */
const PATIENCE = 30_000;

/** The way to a chain through an endpoint that may fail: nothing is tried twice. */
export function connectionThrough(
  url: string,
  { chainId, genesis, contract }: Pick<Connection, "chainId" | "genesis" | "contract">,
  timeout: number,
): Connection {
  const chain = defineChain({
    id: chainId,
    name: "anvil",
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [url] } },
  });
  const client = createPublicClient({
    chain,
    transport: boundedHttp(url, { batch: true, timeout, retryCount: 0 }),
    pollingInterval: 10,
    cacheTime: 0,
  });
  return { client, chainId, genesis, contract } as Connection;
}

/**
 * Opens a world: a competition in its registration, whose authors are there.
 *
 * @param seed Everybody's key follows from it
 * @param choices.seats Miners that the contract pays for
 */
export async function openWorld(
  seed: number,
  { seats, genesis, port }: { seats: number; genesis?: number; port?: number },
): Promise<World> {
  const anvil = await startAnvil({ genesis, port });
  const store = memoryStore();
  const gateway = serveGateway(store);
  const journal = openJournal(":memory:");
  const close = async () => {
    journal.close();
    await gateway.close();
    await anvil.close();
  };
  try {
    const purses = new Map<Address, bigint>();
    const fund = async (name: string) => {
      const account = privateKeyToAccount(hashOf(seed, name));
      await anvil.rpc("anvil_setBalance", [account.address, toHex(PURSE)]);
      purses.set(account.address, PURSE);
      return account;
    };
    const deployed = await deploy(anvil.url, await fund("deployer"));
    const connection = connectionThrough(anvil.url, deployed, PATIENCE);
    const person = async (name: string): Promise<Person> => {
      const account = await fund(name);
      return { account, sender: createSender(connection, account, { record: journal.calls }) };
    };
    const now = async () => Number((await connection.client.getBlock()).timestamp);
    const organizer = await person("organizer");
    const authors = [await person("author 0"), await person("author 1")];
    const start = await now();
    const registrationEnd = start + 3 * WINDOW + 600;
    const submissionEnd = registrationEnd + 2 * WINDOW;
    const terms = openTerms({
      specDigest: await publishSpec(store),
      fund: FUND,
      maxModels: 4,
      tolerance: 0,
      registrationEnd,
      submissionEnd,
      evaluationEnd: submissionEnd + 12 * WINDOW,
      commitWindow: WINDOW,
      revealWindow: WINDOW,
      roundInterval: 0,
      seats,
    });
    await organizer.sender.send({
      functionName: "createCompetition",
      args: [terms],
      value: FUND,
      purpose: "create the competition",
    });
    const id = 1n;
    const competition = await readCompetition(connection, id);
    for (const { sender } of authors) await register(sender, competition);
    const packages = await Promise.all(
      [LOGREG, MLP].map(async (file) => await pack(await Deno.readFile(file))),
    );
    return {
      anvil,
      connection,
      gateway,
      id,
      terms,
      packages,
      digests: await Promise.all(packages.map(async (bytes) => toHex(await sha256(bytes)))),
      organizer,
      authors,
      purses,
      fund,
      now,
      async submit(model) {
        await anvil.rpc("evm_setAutomine", [true]);
        await submitModel(connection, authors[model]!.sender, id, packages[model]!);
        await anvil.rpc("evm_setAutomine", [false]);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Publishes a spec over a few black digits; answers its digest. */
async function publishSpec(store: BlockStore): Promise<Hex> {
  const publish = async (file: Uint8Array) => String(await publishFile(file, store));
  const spec = mnistSpec();
  const { multihash: { digest } } = await publishBlock(
    encodeSpec({
      ...spec,
      engine: { ...spec.engine, name: "wasm" },
      test: {
        cid: await publish(writeIdx([ROWS, 28, 28], new Uint8Array(784 * ROWS))),
        labels: await publish(writeIdx([ROWS], new Uint8Array(ROWS).map((_, at) => at % 10))),
        format: "idx",
        rows: ROWS,
        classes: 10,
      },
    }),
    store,
  );
  return `0x${digest.toHex()}`;
}

function memoryStore(): BlockStore {
  const blocks = new Map<string, Uint8Array>();
  return {
    read: (cid) => Promise.resolve(blocks.get(String(cid))),
    put(cid, bytes) {
      blocks.set(String(cid), bytes);
      return Promise.resolve(cid);
    },
  };
}

function serveGateway(store: BlockStore) {
  const gateway = { url: "", down: false, close: () => server.shutdown() };
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    ({ method, url }) =>
      gateway.down
        ? new Response("Bad Gateway", { status: 502 })
        : answerBlock(store, method, new URL(url).pathname),
  );
  gateway.url = `http://127.0.0.1:${server.addr.port}`;
  return gateway;
}
