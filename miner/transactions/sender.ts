/**
 * Sends an account's calls of the contract: either waits until they are mined, for commands, or
 * does not wait, for a miner with other work.
 *
 * @module
 */
import {
  type Abi,
  type ContractFunctionArgs,
  decodeFunctionData,
  encodeFunctionData,
  type PrivateKeyAccount,
} from "viem";
import { demlAbi } from "../../protocol/generated/deml.ts";
import type { Connection } from "../chain/client.ts";
import { DemlError, failureOf } from "../../protocol/errors.ts";
import type { CallRecord } from "../journal/calls.ts";
import type { Log } from "../base/log.ts";
import type { Call, Mined } from "../journal/call.ts";
import { pause } from "../base/pause.ts";
import { chainNode } from "./chain_node.ts";
import { type Holds, isFiller, openTransactions, type Outcome } from "./manager.ts";
import type { Node } from "./node.ts";
import type { WriteName } from "../../protocol/abi.ts";
import type { TransactionFailure } from "./failures.ts";

type DemlAbi = typeof demlAbi;

/** One call of the contract that changes its state. */
export interface Write<Name extends WriteName = WriteName> {
  functionName: Name;
  args: ContractFunctionArgs<DemlAbi, "nonpayable" | "payable", Name>;
  /** Wei sent along */
  value?: bigint;
  /** Its purpose, as the journal and the log name it */
  purpose: string;
  /** It must be mined soon: it may replace other pending calls, and pays up to `worth` */
  urgent?: boolean;
  /** The most that its gas may cost, in wei */
  worth?: bigint;
  /** Further gas that the account must be able to afford, for calls that must follow this one */
  reserve?: bigint;
}

/** Sends one account's calls. */
export interface Sender {
  readonly account: PrivateKeyAccount;
  /**
   * Sends a call and waits until it is mined.
   *
   * @throws DemlError `revert` with the contract's reason, `funds`, or `chain`
   */
  send<Name extends WriteName>(write: Write<Name>): Promise<Mined>;
  /**
   * Sends a call, unless it is pending.
   *
   * @returns Where it was mined, if already known
   * @throws DemlError as `send`
   */
  start<Name extends WriteName>(write: Write<Name>): Promise<Mined | undefined>;
  /**
   * Does what pending calls need: sends them again, offers more, finds out what became of them.
   *
   * @param holds Whether a call is still wanted as signed; otherwise it is cancelled. Without it,
   * nothing is sent
   */
  tick(holds?: Holds): Promise<void>;
  /**
   * Waits until what was sent is final.
   *
   * @throws DemlError `chain` if another transaction took the place of one
   */
  settle(): Promise<void>;
  /** Calls that are not mined yet */
  underWay(): readonly Call[];
}

/** What a sender needs in addition to the chain and the key. */
export interface SenderOptions {
  record: CallRecord;
  /** Called with each mined call, including reverted ones, which also cost gas */
  onMined?(write: Write, mined: Mined, call: Call): void;
  /** Called with each mined call once no reorganisation is expected to undo it */
  onFinal?(write: Write, mined: Mined, call: Call): void;
  /** Called with each call once it is signed, recorded and sent */
  onSent?(write: Write, call: Call): void;
  /** Called with one line about anything unplanned */
  log?: Log;
  /** Wei per gas that no offer exceeds */
  maxFee?: bigint;
  /** Blocks after which a transaction is final */
  confirmations?: number;
  /** Ends waiting; what was sent stays sent, and recorded */
  signal?: AbortSignal;
  node?: Node;
}

/** Makes a sender for an account. */
export function createSender(
  connection: Connection,
  account: PrivateKeyAccount,
  { record, onMined, onFinal, onSent, log = () => {}, maxFee, confirmations = 1, signal, node }:
    SenderOptions,
): Sender {
  const { client, chainId, genesis, contract } = connection;
  const transactions = openTransactions({
    node: node ?? chainNode(client, confirmations),
    account,
    chainId,
    genesis,
    record,
    maxFee,
    log: (line, about) => log(line, { level: "warn", event: "transaction", ...about }),
  });
  /** Callers of `send`, by the call that they wait for */
  const waiting = new Map<Call, (outcome: Outcome) => void>();
  /** Sent, or found pending, and not final */
  const unsettled = new Set<Call>();

  function tell(call: Call, mined: Mined, listener: SenderOptions["onMined"]): void {
    if (isFiller(call)) return;
    const { data, value, purpose } = call;
    const write = { ...decodeFunctionData({ abi: demlAbi, data }), value, purpose } as Write;
    listener?.(write, mined, call);
  }

  function learn(outcomes: Outcome[]): void {
    for (const outcome of outcomes) {
      if (outcome.kind === "mined") tell(outcome.call, outcome.at, onMined);
      if (outcome.kind === "final") {
        unsettled.delete(outcome.call);
        tell(outcome.call, outcome.at, onFinal);
      }
      if (outcome.kind === "lost") {
        log(`to ${outcome.call.purpose}: another transaction of this account has its nonce`, {
          level: "warn",
          event: "lost",
        });
      }
      waiting.get(outcome.call)?.(outcome);
    }
  }

  const tick = async (holds?: Holds) => learn(await transactions.tick(holds));

  async function submit(write: Write): Promise<Call> {
    const key = keyOf(write);
    const before = transactions.find(key);
    const call = await transactions.submit({
      key,
      purpose: write.purpose,
      to: contract,
      data: encodeFunctionData({
        abi: demlAbi as Abi,
        functionName: write.functionName,
        args: [...write.args],
      }),
      value: write.value ?? 0n,
      urgent: write.urgent ?? false,
      worth: write.worth,
      reserve: write.reserve,
    });
    if (call !== before) onSent?.(write, call);
    return call;
  }

  async function start(write: Write): Promise<Mined | undefined> {
    const call = await submit(write);
    let outcome: Outcome | undefined;
    waiting.set(call, (found) => outcome ??= found);
    try {
      await tick();
    } catch (error) {
      // It is pending anyway.
      log(`to ${write.purpose}`, {
        level: "warn",
        event: "transaction",
        failure: failureOf(error),
      });
    } finally {
      waiting.delete(call);
    }
    return outcome === undefined ? undefined : minedOf(outcome);
  }

  async function send(write: Write): Promise<Mined> {
    const call = await submit(write);
    let outcome: Outcome | undefined;
    waiting.set(call, (found) => outcome ??= found);
    unsettled.add(call);
    try {
      for (;;) {
        await tick(always);
        if (outcome !== undefined) return minedOf(outcome);
        await pause(client.pollingInterval, signal);
        signal?.throwIfAborted();
      }
    } finally {
      waiting.delete(call);
    }
  }

  async function settle(): Promise<void> {
    while (unsettled.size > 0) {
      await tick(always);
      const lost = [...unsettled].find(({ state }) => state === "lost");
      if (lost !== undefined) minedOf({ kind: "lost", call: lost });
      if (unsettled.size === 0) return;
      await pause(client.pollingInterval, signal);
      signal?.throwIfAborted();
    }
  }

  return {
    account,
    send: (write) => send(write as unknown as Write),
    start: (write) => start(write as unknown as Write),
    tick,
    settle,
    underWay: () => transactions.open().filter(({ state }) => state === "open"),
  };
}

/** A call that somebody waits for is wanted. */
const always: Holds = () => Promise.resolve(true);

/** Two calls with the same name and arguments are the same. */
function keyOf({ functionName, args }: Write): string {
  const shown = JSON.stringify(args, (_, value) => typeof value === "bigint" ? `${value}` : value);
  return `${functionName}${shown}`;
}

function minedOf(outcome: Outcome): Mined {
  const { call: { purpose } } = outcome;
  if (outcome.kind === "lost") {
    throw new DemlError<TransactionFailure>({ kind: "chain/displaced", purpose });
  }
  const { at } = outcome;
  if (at.success) return at;
  throw new DemlError<TransactionFailure>({ kind: "revert/mined", purpose, hash: at.hash });
}
