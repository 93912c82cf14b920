/**
 * Sends an account's calls of the contract: one that waits until they are mined, for commands, and one
 * that waits for nothing, for a miner that has more to look after.
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
  /** What it is for, as the journal and the log call it */
  purpose: string;
  /** It must be mined soon: it may take the place of calls that are not, and pays up to `worth` */
  urgent?: boolean;
  /** The most that its gas may cost, in wei */
  worth?: bigint;
  /** Gas that the account must be able to pay for besides, for what must follow this call */
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
   * Sends a call, unless it is on its way.
   *
   * @returns Where it was mined, where that is known already
   * @throws DemlError as `send`
   */
  start<Name extends WriteName>(write: Write<Name>): Promise<Mined | undefined>;
  /**
   * Does what calls on their way need: sends them again, offers more, learns what became of them.
   *
   * @param holds Whether a call is still meant as it was signed; one that is not is taken back
   */
  tick(holds: Holds): Promise<void>;
  /** Calls that are not mined yet */
  underWay(): readonly Call[];
}

/** What a sender needs beside the chain and the key. */
export interface SenderOptions {
  record: CallRecord;
  /** Told of each call that was mined, reverted ones too: those still cost gas */
  onMined?(write: Write, mined: Mined): void;
  /** Told of each call once it is signed, recorded and handed to the network */
  onSent?(write: Write, call: Call): void;
  /** Told in one line of what goes another way than planned */
  log?: Log;
  /** Wei per gas that no offer exceeds */
  maxFee?: bigint;
  /** Blocks from which a transaction is believed */
  confirmations?: number;
  node?: Node;
}

/** Makes a sender for an account. */
export function createSender(
  connection: Connection,
  account: PrivateKeyAccount,
  { record, onMined = () => {}, onSent, log = () => {}, maxFee, confirmations = 1, node }:
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

  function tell(call: Call, mined: Mined): void {
    if (isFiller(call)) return;
    const { data, value, purpose } = call;
    onMined({ ...decodeFunctionData({ abi: demlAbi, data }), value, purpose } as Write, mined);
  }

  function learn(outcomes: Outcome[]): void {
    for (const outcome of outcomes) {
      if (outcome.kind === "mined") tell(outcome.call, outcome.at);
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
      // It is on its way all the same.
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
    try {
      for (;;) {
        await tick(always);
        if (outcome !== undefined) return minedOf(outcome);
        await new Promise((resolve) => setTimeout(resolve, client.pollingInterval));
      }
    } finally {
      waiting.delete(call);
    }
  }

  return {
    account,
    send: (write) => send(write as unknown as Write),
    start: (write) => start(write as unknown as Write),
    tick,
    underWay: () => transactions.open().filter(({ state }) => state === "open"),
  };
}

/** Whoever waits for a call means it. */
const always: Holds = () => Promise.resolve(true);

/** Two calls of one name with the same arguments are the same deed. */
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
