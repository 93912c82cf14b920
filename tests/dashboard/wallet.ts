/**
 * Wallets for tests. They announce themselves as browser wallets do (EIP-6963), hold real keys, and
 * can act like users and wallets: reject, wait, switch to another chain, change the account, and
 * replace a pending transaction.
 *
 * The page's half is a stub that forwards each request; keys and state stay on the test's side, so
 * a reload of the page changes nothing about the wallet.
 *
 * @module
 */
import type { BrowserContext } from "playwright-core";
import { type Address, type Hex, keccak256, numberToHex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import type { Stage } from "../../miner/demo/stage.ts";

/** What a wallet is made of. */
export interface WalletChoice {
  name: string;
  /** Its maker's domain, reversed; one made of its name unless told */
  rdns?: string;
  /** Of its accounts; the first is the chosen one */
  keys: Hex[];
  /** The chain it is on at first; the stage's unless told */
  chainId?: number;
  /** Chains it knows; the stage's and the one it is on unless told */
  knows?: number[];
}

/** What takes a waiting transaction's place. */
export type Replacement = "same call, better paid" | "another call" | "taken back";

/** A transaction that the wallet has signed. */
export interface Signed {
  hash: Hex;
  from: Address;
  nonce: number;
  to: Address;
  value: bigint;
  data: Hex;
}

/** A wallet, as its owner handles it. */
export interface TestWallet {
  name: string;
  address: Address;
  /** Every method that the page asked for, in order */
  asked: string[];
  /** What it signed, in order */
  signed: Signed[];
  chainId: number;
  /** The next question that its owner must answer is turned down. */
  rejectNext(): void;
  /** The next request waits for its owner; release lets it continue. */
  holdNext(): { asked: Promise<void>; release(): void };
  /**
   * The next transaction is signed and goes to a private mempool, which the stage's node does not
   * see; release hands it to the node. Until then the wallet knows it, unless it is `mute`.
   */
  withholdNext(options?: { mute?: boolean }): { release(): Promise<void> };
  /** The next transaction is signed with this key, whatever the page asks for. */
  signNextWith(key: Hex): void;
  /** The next request is answered with an error, after the transaction has been sent. */
  failAfterNext(): void;
  /** Goes to another chain, as its owner would in the wallet itself. */
  goTo(chainId: number): Promise<void>;
  /** Chooses another account; the page hears of it. */
  choose(key: Hex): Promise<void>;
  /** Takes the page's permission away, as its owner would in the wallet itself. */
  forget(): Promise<void>;
  /** Sends something in the place of the last transaction, at a better price. */
  replaceLast(by: Replacement): Promise<Hex>;
}

/** An error as wallets answer it: EIP-1193. */
class Refusal extends Error {
  constructor(readonly code: number, message: string) {
    super(message);
  }
}

const BINDING = "__testWallet";

/** Where a transaction goes that has nothing to do with the page. */
const ELSEWHERE: Address = "0x000000000000000000000000000000000000dEaD";

interface Request {
  method: string;
  params?: unknown[];
}

/** Adds wallets to every page of a context. */
export async function addWallets(
  context: BrowserContext,
  stage: Stage,
  choices: WalletChoice[],
): Promise<TestWallet[]> {
  if (choices.length === 0) return [];
  const emit = async (index: number, event: string, value: unknown) => {
    await Promise.all(
      context.pages().map((page) =>
        page.evaluate(
          ([name, detail]) => void dispatchEvent(new CustomEvent(name, { detail })),
          [`${BINDING}:${index}`, { event, value }] as const,
        )
      ),
    );
  };
  const made = choices.map((choice, index) =>
    openWallet(stage, choice, (event, value) => emit(index, event, value))
  );
  await context.exposeBinding(BINDING, async (_source, index: number, request: Request) => {
    // A binding that throws loses the error's code.
    try {
      return { result: await made[index]!.request(request) };
    } catch (error) {
      const { code = -32_603, message } = error as Refusal;
      return { error: { code, message } };
    }
  });
  await context.addInitScript(announce, {
    binding: BINDING,
    wallets: choices.map(({ name, rdns }, index) => ({
      uuid: `00000000-0000-4000-8000-00000000000${index}`,
      name,
      rdns: rdns ?? `test.wallet.${name.toLowerCase().replaceAll(/[^a-z0-9]/g, "")}`,
      icon: `data:image/svg+xml,${encodeURIComponent(iconOf(index))}`,
    })),
  });
  return made.map(({ wallet }) => wallet);
}

function iconOf(index: number): string {
  const colour = ["#c33", "#383", "#35c"][index % 3];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32"><rect width="32" height="32" rx="8" fill="${colour}"/></svg>`;
}

interface Announced {
  binding: string;
  wallets: { uuid: string; name: string; rdns: string; icon: string }[];
}

/** The page's half. Runs in the page before anything else: it can use nothing of this module. */
function announce({ binding, wallets }: Announced): void {
  type Listener = (value: unknown) => void;
  const ask = (globalThis as never as Record<string, (...given: unknown[]) => Promise<never>>)[
    binding
  ]!;
  wallets.forEach((info, index) => {
    const listeners = new Map<string, Set<Listener>>();
    addEventListener(`${binding}:${index}`, (message) => {
      const { event, value } = (message as CustomEvent).detail;
      listeners.get(event)?.forEach((listener) => listener(value));
    });
    const provider = {
      async request(request: unknown) {
        const { result, error } = await ask(index, request) as {
          result: unknown;
          error?: { code: number; message: string };
        };
        if (error) throw Object.assign(new Error(error.message), { code: error.code });
        return result;
      },
      on(event: string, listener: Listener) {
        listeners.set(event, (listeners.get(event) ?? new Set()).add(listener));
        return provider;
      },
      removeListener(event: string, listener: Listener) {
        listeners.get(event)?.delete(listener);
        return provider;
      },
    };
    const detail = Object.freeze({ info: Object.freeze(info), provider });
    const tell = () => dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail }));
    addEventListener("eip6963:requestProvider", tell);
    tell();
  });
}

function openWallet(
  stage: Stage,
  { name, keys, chainId = stage.connection.chainId, knows }: WalletChoice,
  emit: (event: string, value: unknown) => Promise<void>,
): { wallet: TestWallet; request(request: Request): Promise<unknown> } {
  const { client, chainId: home } = stage.connection;
  const known = new Set(knows ?? [home, chainId]);
  let key = keys[0]!;
  let permitted = false;
  let withheld: { mute: boolean; raw: Hex[] } | undefined;
  let failing = false;
  let signer: Hex | undefined;
  /** What its private mempool would answer, by hash */
  const remembered = new Map<Hex, { nonce: Hex; from: Address; hash: Hex }>();
  let hurdle: { reject: true } | { reached(): void; open: Promise<void> } | undefined;

  const accounts = () => {
    const all = [key, ...keys.filter((other) => other !== key)];
    return permitted ? all.map((each) => privateKeyToAccount(each).address) : [];
  };
  /** Stands for the wallet's own window, in which its owner agrees or does not. */
  const consent = async () => {
    const now = hurdle;
    hurdle = undefined;
    if (now === undefined) return;
    if ("reject" in now) throw new Refusal(4001, "User rejected the request.");
    now.reached();
    await now.open;
  };
  const sign = async (
    sent: { to: Address; value: bigint; data: Hex; gas: bigint; nonce: number },
    better: bigint,
    hand: (raw: Hex) => Promise<unknown>,
    by: Hex = key,
  ): Promise<Hex> => {
    const account = privateKeyToAccount(by);
    const { maxFeePerGas, maxPriorityFeePerGas } = await client.estimateFeesPerGas();
    const raw = await account.signTransaction({
      ...sent,
      chainId: home,
      type: "eip1559",
      maxFeePerGas: maxFeePerGas * better,
      maxPriorityFeePerGas: (maxPriorityFeePerGas + 1n) * better,
    });
    const hash = keccak256(raw);
    const { gas: _, ...rest } = sent;
    wallet.signed.push({ hash, from: account.address, ...rest });
    await hand(raw).catch(unlessMined);
    return hash;

    /**
     * A test chain mines at once, and complains of what reverts; other nodes only answer the hash.
     */
    async function unlessMined(error: unknown) {
      await client.getTransactionReceipt({ hash }).catch(() => {
        throw error;
      });
    }
  };

  const broadcast = (raw: Hex) => client.sendRawTransaction({ serializedTransaction: raw });

  const wallet: TestWallet = {
    name,
    get address() {
      return privateKeyToAccount(key).address;
    },
    asked: [],
    signed: [],
    chainId,
    rejectNext: () => void (hurdle = { reject: true }),
    holdNext() {
      const reached = Promise.withResolvers<void>();
      const open = Promise.withResolvers<void>();
      hurdle = { reached: reached.resolve, open: open.promise };
      return { asked: reached.promise, release: open.resolve };
    },
    withholdNext({ mute = false } = {}) {
      const kept = withheld = { mute, raw: [] as Hex[] };
      return {
        async release() {
          for (const raw of kept.raw.splice(0)) await broadcast(raw);
        },
      };
    },
    signNextWith: (other) => void (signer = other),
    failAfterNext: () => void (failing = true),
    async goTo(other) {
      known.add(other);
      wallet.chainId = other;
      await emit("chainChanged", numberToHex(other));
    },
    async choose(other) {
      if (!keys.includes(other)) keys = [...keys, other];
      key = other;
      await emit("accountsChanged", accounts());
    },
    async forget() {
      permitted = false;
      await emit("accountsChanged", []);
    },
    async replaceLast(by) {
      const { to, value, data, from, nonce } = wallet.signed.at(-1)!;
      const gas = 2_000_000n;
      // Nodes take a replacement that pays a tenth more; three times as much is enough for all.
      switch (by) {
        case "same call, better paid":
          return await sign({ to, value, data, gas, nonce }, 3n, broadcast);
        case "another call":
          return await sign({ to: ELSEWHERE, value: 1n, data: "0x", gas, nonce }, 3n, broadcast);
        case "taken back":
          return await sign({ to: from, value: 0n, data: "0x", gas, nonce }, 3n, broadcast);
      }
    },
  };

  const send = async (given: Record<"from" | "to" | "value" | "data" | "gas", Hex | undefined>) => {
    await consent();
    const asked = wallet.address;
    if (given.from?.toLowerCase() !== asked.toLowerCase()) {
      throw new Refusal(4100, `The wallet does not sign for ${given.from}`);
    }
    if (wallet.chainId !== home) throw new Refusal(4901, "The wallet is on another chain");
    const from = signer ? privateKeyToAccount(signer).address : asked;
    const request = {
      to: given.to as Address,
      value: BigInt(given.value ?? 0),
      data: given.data ?? "0x",
    };
    const [nonce, gas] = await Promise.all([
      client.getTransactionCount({ address: from, blockTag: "pending" }),
      given.gas ? BigInt(given.gas) : client.estimateGas({ account: from, ...request }),
    ]);
    const [kept, fails, by] = [withheld, failing, signer];
    [withheld, failing, signer] = [undefined, false, undefined];
    const keep = (raw: Hex) => Promise.resolve(kept!.raw.push(raw));
    const hash = await sign({ ...request, gas, nonce }, 1n, kept ? keep : broadcast, by);
    if (kept && !kept.mute) remembered.set(hash, { hash, from, nonce: numberToHex(nonce) });
    if (fails) throw new Refusal(-32_603, "The node took too long");
    return hash;
  };

  /** Handles the requests that a page may send to a wallet. */
  const request = async ({ method, params = [] }: Request): Promise<unknown> => {
    wallet.asked.push(method);
    const [first] = params as [Record<string, never>];
    switch (method) {
      case "eth_requestAccounts":
        if (!permitted) await consent();
        permitted = true;
        return accounts();
      case "eth_accounts":
        return accounts();
      case "eth_chainId":
        return numberToHex(wallet.chainId);
      case "wallet_switchEthereumChain": {
        const wanted = Number(first["chainId"]);
        if (!known.has(wanted)) throw new Refusal(4902, "Unrecognized chain");
        await consent();
        await wallet.goTo(wanted);
        return null;
      }
      case "wallet_addEthereumChain":
        await consent();
        // Like most wallets, it goes there at once.
        await wallet.goTo(Number(first["chainId"]));
        return null;
      case "wallet_revokePermissions":
        permitted = false;
        return null;
      case "eth_getTransactionByHash": {
        const own = remembered.get(params[0] as Hex);
        return own ?? await client.request({ method, params } as never);
      }
      case "eth_sendTransaction":
        return await send(first);
      default:
        if (!/^(eth|net|web3)_/.test(method) || /sign|accounts/i.test(method)) {
          throw new Refusal(4200, `The wallet does not know ${method}`);
        }
        return await client.request({ method, params } as never);
    }
  };
  return { wallet, request };
}
