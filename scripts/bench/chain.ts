/**
 * A local chain for measuring: anybody may send on it, and every call answers the gas it used.
 * Accounts, bytes and the clock are the same in every run, so that the calldata is too.
 *
 * @module
 */
import { type Address, concat, getAddress, type Hex, keccak256, numberToHex, slice } from "viem";
import { parseEther, size, toHex } from "viem";
import { startLocalChain } from "../../miner/demo/local_chain.ts";

/** What EIP-7825 allows one transaction. */
export const TRANSACTION_CAP = 16_777_216;

/** 2100-01-01: later than any clock that runs this, and within the contract's 32 bits. */
export const START = 4_102_444_800;

/** More than anybody spends. */
const PURSE = parseEther("10000");

/** A call to measure. */
export interface Call {
  from: Address;
  /** Left out for a deployment */
  to?: Address;
  data: Hex;
  value?: bigint;
  /** The gas it may use, TRANSACTION_CAP unless said */
  gas?: number;
}

/** What became of a call. */
export interface Outcome {
  gas: number;
}

/** A chain that measures. */
export interface Bench {
  /** Sends a call; throws when it reverts. */
  send(call: Call): Promise<Outcome>;
  /** The same of a call that creates a contract. */
  deploy(call: Omit<Call, "to">): Promise<Outcome & { contract: Address }>;
  /** Makes an account that exists already, as a transfer to a new one costs more. */
  welcome(account: Address): Promise<void>;
  /** Whether a call would succeed; changes nothing. */
  succeeds(call: Call): Promise<boolean>;
  warpTo(seconds: number): Promise<void>;
  balanceOf(account: Address): Promise<bigint>;
  close(): Promise<void>;
}

/** Starts a chain; `config` is one of contracts/. */
export async function openBench(config?: string): Promise<Bench> {
  const chain = await startLocalChain(config);
  const known = new Set<Address>();
  const request = (method: string, params: unknown[]) =>
    chain.control.request({ method, params } as never) as Promise<unknown>;
  const welcome = async (account: Address) => {
    if (known.has(account)) return;
    known.add(account);
    await chain.control.impersonateAccount({ address: account });
    await chain.control.setBalance({ address: account, value: PURSE });
  };
  const transaction = ({ from, to, data, value = 0n, gas = TRANSACTION_CAP }: Call) => ({
    from,
    to,
    data,
    value: numberToHex(value),
    gas: numberToHex(gas),
  });
  const mined = async (call: Call) => {
    await welcome(call.from);
    const hash = await request("eth_sendTransaction", [transaction(call)]);
    const receipt = await request("eth_getTransactionReceipt", [hash]) as {
      status: Hex;
      gasUsed: Hex;
      contractAddress: Address | null;
    };
    if (receipt.status !== "0x1") throw new Error(`${slice(call.data, 0, 4)} reverted`);
    return { gas: Number(receipt.gasUsed), contract: receipt.contractAddress };
  };
  return {
    welcome,
    async send(call) {
      return { gas: (await mined(call)).gas };
    },
    async deploy(call) {
      const { gas, contract } = await mined(call);
      if (contract === null) throw new Error("No contract was created");
      return { gas, contract };
    },
    async succeeds(call) {
      await welcome(call.from);
      return await request("eth_call", [transaction(call), "latest"]).then(() => true, () => false);
    },
    async warpTo(seconds) {
      await chain.control.setNextBlockTimestamp({ timestamp: BigInt(seconds) });
      await chain.control.mine({ blocks: 1 });
    },
    async balanceOf(account) {
      return BigInt(await request("eth_getBalance", [account, "latest"]) as Hex);
    },
    close: () => chain.close(),
  };
}

/** The account of a role: `accountOf("miner", 3)`. */
export function accountOf(role: string, index = 0): Address {
  return getAddress(slice(digestOf(role, index), 12));
}

/** 32 bytes that look random and are always the same. */
export function digestOf(name: string, index = 0): Hex {
  return keccak256(toHex(`${name} ${index}`));
}

/** Bytes that look random, as those of compressed weights do: one in 256 is zero. */
export function bytesOf(name: string, index: number, length: number): Hex {
  const words = Array.from(
    { length: Math.ceil(length / 32) },
    (_, i) => keccak256(concat([digestOf(name, index), numberToHex(i)])),
  );
  return slice(concat(words), 0, length);
}

/** What EIP-7623 asks at least for a transaction that carries this calldata. */
export function calldataFloor(data: Hex): number {
  let zeros = 0;
  for (let at = 2; at < data.length; at += 2) {
    if (data.startsWith("00", at)) zeros++;
  }
  return 21_000 + 10 * zeros + 40 * (size(data) - zeros);
}

/**
 * The score that a miner gives to a model. Miners differ by a thousandth, within the tolerance. Of
 * 20 models three are the best so far when they are scored, about as many as by chance.
 */
export function scoreOf(model: number, miner: number): number {
  return 90_000 + 311 * ((13 * model + 7) % 20) + miner % 3;
}

/** The number of the best model. */
export function bestOf(models: number): number {
  const scores = Array.from({ length: models }, (_, model) => scoreOf(model, 0));
  return scores.indexOf(Math.max(...scores));
}
