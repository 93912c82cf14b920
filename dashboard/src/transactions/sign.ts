/**
 * Has the wallet sign and send a call. It is recorded before the wallet is asked: whatever becomes
 * of the question, of this page or of the wallet, the transaction is found by its nonce.
 *
 * @module
 */
import { type Address, type Hex, isAddress } from "viem";
import type { Config } from "wagmi";
import { getWalletClient } from "wagmi/actions";
import type { Connection } from "../../../miner/chain/client.ts";
import { understand } from "../failures/understand.ts";
import { dataOf } from "./call.ts";
import { offeredGas } from "./estimate.ts";
import { mayBeSent } from "./may_be_sent.ts";
import type { Question } from "./review_state.ts";
import type { Transactions } from "./store.ts";
import type { Tracked } from "./tracked.ts";

/** A wallet that is asked what it knows of a transaction, in milliseconds. */
const WALLET_ANSWERS_WITHIN = 3_000;

/** What signing needs. */
export interface Signing {
  config: Config;
  connection: Connection;
  store: Transactions;
}

/**
 * Has a call signed and sent.
 *
 * @returns What to follow, as it is stored
 * @throws DemlError `wallet` when it was rejected or the wallet fails
 */
export async function sign(
  { config, connection, store }: Signing,
  { account, call, cost }: Question,
): Promise<Tracked> {
  const { chainId, contract } = connection;
  const record = await recordOf(connection, account, call).catch((error) => {
    throw understand(error, call.purpose);
  });
  store.add(record);
  try {
    const wallet = await getWalletClient(config, { account, chainId });
    const hash = await wallet.sendTransaction({
      account,
      to: contract,
      data: record.data,
      value: record.value,
      gas: offeredGas(cost.gas),
      chain: wallet.chain,
    });
    const known = await whoseNonce(
      connection,
      hash,
      // A wallet forwards what it does not answer itself to its own node.
      () => wallet.request({ method: "eth_getTransactionByHash", params: [hash] } as never),
    );
    // The reader may have forgotten it, or the chain may have shown it in the meantime.
    const now = store.find(record.id) ?? record;
    const signed: Tracked = now.hash === undefined
      ? { ...now, hash, stage: "submitted", ...named(account, known) }
      : now;
    store.add(signed);
    return signed;
  } catch (error) {
    if (!mayBeSent(error)) store.remove(record.id);
    throw understand(error, call.purpose);
  }
}

/** What is known before the wallet is asked. */
async function recordOf(
  { client, contract }: Connection,
  account: Address,
  call: Question["call"],
): Promise<Tracked> {
  const [sentIn, nonce] = await Promise.all([
    client.getBlockNumber(),
    client.getTransactionCount({ address: account }),
  ]);
  return {
    id: crypto.randomUUID?.() ?? `${Date.now()} ${Math.random()}`,
    account,
    purpose: call.purpose,
    to: contract,
    data: dataOf(call),
    value: call.value ?? 0n,
    nonce,
    nonceKnown: false,
    sentAt: Date.now(),
    sentIn,
    stage: "asked",
    confirmations: 0,
  };
}

interface Named {
  nonce: number;
  from: Address;
}

function named(account: Address, known: Named | undefined): Partial<Tracked> {
  if (known === undefined) return {};
  const { nonce, from } = known;
  const other = from.toLowerCase() !== account.toLowerCase();
  return { nonce, nonceKnown: true, ...(other ? { signedBy: from } : {}) };
}

/** The nonce that the wallet gave it, and its sender: this page's node knows, or the wallet's. */
async function whoseNonce(
  { client }: Connection,
  hash: Hex,
  askWallet: () => Promise<{ nonce: Hex | number | bigint; from: Address } | null>,
): Promise<Named | undefined> {
  try {
    return await client.getTransaction({ hash });
  } catch {
    // It has not got it, yet or ever.
  }
  const late = new Promise<null>((resolve) =>
    setTimeout(() => resolve(null), WALLET_ANSWERS_WITHIN)
  );
  const told = await Promise.race([askWallet().catch(() => null), late]);
  const nonce = Number(told?.nonce ?? NaN);
  const from = told?.from;
  const sound = Number.isSafeInteger(nonce) && nonce >= 0 && from !== undefined && isAddress(from);
  return sound ? { nonce, from } : undefined;
}
