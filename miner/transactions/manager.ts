/**
 * Gets an account's calls mined: each is recorded before the network hears of it, sent again if
 * nodes forget it, and offers more at the same nonce while it is stuck. Nothing here waits for a
 * block: a later poll finds out what became of a call.
 *
 * @module
 */
import { type Hex, keccak256, type PrivateKeyAccount } from "viem";
import { DemlError, type Failure, reasonOf } from "../../protocol/errors.ts";
import type { CallRecord } from "../journal/calls.ts";
import { type Attempt, type Call, lastAttempt, type Mined, type Wanted } from "../journal/call.ts";
import { bumpedFees, type Fees, firstFees, firstOffer, type Market } from "./fees.ts";
import { gapsOf, nextStep, type Seen, type Step } from "./next_step.ts";
import type { Node } from "./node.ts";
import type { TransactionFailure } from "./failures.ts";
import type { Log } from "../base/log.ts";

/** A call before anything was signed for it. */
type Unsigned = Omit<Call, "id" | "attempts">;

/** What became of a call. */
export type Outcome =
  | { kind: "mined" | "final"; call: Call; at: Mined }
  | { kind: "lost"; call: Call };

/** One account's calls. */
export interface Transactions {
  readonly account: PrivateKeyAccount;
  /** Calls that are not over, by nonce */
  open(): readonly Call[];
  /** The open call of a key that will still be mined, as far as is known. */
  find(key: string): Call | undefined;
  /**
   * Records a call and sends it, or returns the open one of its key.
   *
   * @throws DemlError `revert` with the contract's reason, `funds` or `chain`; then nothing was sent
   */
  submit(wanted: Wanted): Promise<Call>;
  /**
   * Finds out what became of open calls, and does what each needs now. A call that no longer holds,
   * or would revert, is not sent again: its nonce goes to an empty transfer.
   *
   * @param holds Whether a call is still wanted as signed; without it, nothing is sent
   * @returns What changed since the last time
   * @throws DemlError `chain` if nothing can be read; the next time may succeed
   */
  tick(holds?: Holds): Promise<Outcome[]>;
}

/** Whether a pending call is still wanted as signed. */
export type Holds = (call: Call) => Promise<boolean>;

/** A call without its own limit may end up costing this many times its first offer. */
const USUAL_RAISE = 10n;
/** The reserve for a later call is this many times the present first offer. */
const RESERVE_RAISE = 2n;
/** A plain transfer, which fills a gap: the yellow paper's G_transaction. */
const TRANSFER_GAS = 21_000n;
const FILLER = "nonce/";
/** An urgent call takes a stuck one's place after so many blocks. */
const STUCK_AFTER = 2;

/**
 * @param maxFee Wei per gas that no offer exceeds, not even an urgent one; absent: no limit
 * @param log Called with one line about anything unplanned
 */
export function openTransactions(
  { node, account, chainId, genesis, record, maxFee, log }: {
    node: Node;
    account: PrivateKeyAccount;
    chainId: number;
    genesis: Hex;
    record: CallRecord;
    maxFee?: bigint;
    log: Log;
  },
): Transactions {
  const whose = { chainId, genesis, sender: account.address };
  let calls = record.open(whose);
  // Numbers of calls that a full disk prevented from being recorded.
  let unrecorded = -1;
  let signing: Promise<unknown> = Promise.resolve();
  let ticking: Promise<Outcome[]> | undefined;
  // Mined and reverted, in recent blocks: their purpose may be tried again at once.
  const reverted = new Set<Call>();

  /** One after the other, so that no nonce is used twice; nothing slow happens inside. */
  function exclusively<T>(work: () => Promise<T>): Promise<T> {
    const result = signing.then(work);
    signing = result.catch(() => {});
    return result;
  }

  async function sign(call: Unsigned, fees: Fees, block: number): Promise<Attempt> {
    const raw = await account.signTransaction({
      type: "eip1559",
      chainId,
      to: call.to,
      data: call.data,
      value: call.value,
      gas: call.gas,
      nonce: call.nonce,
      maxFeePerGas: fees.maxFee,
      maxPriorityFeePerGas: fees.tip,
    });
    return { hash: keccak256(raw), raw, ...fees, sentAt: block };
  }

  /** Urgent calls do not wait for the disk: a late reveal costs more than a lost record. */
  function durably(urgent: boolean, what: string, write: () => void): void {
    try {
      write();
    } catch (cause) {
      const reason = reasonOf(cause);
      if (!urgent) {
        throw new DemlError<TransactionFailure>(
          { kind: "journal/transaction-not-recorded", purpose: what, reason },
          { cause },
        );
      }
      log(
        `the journal cannot record the transaction to ${what} (${reason}); it is sent anyway`,
      );
    }
  }

  function mostOf(call: Pick<Call, "worth" | "gas">): bigint {
    const affordable = call.worth / call.gas;
    return maxFee !== undefined && maxFee < affordable ? maxFee : affordable;
  }

  async function submit(wanted: Wanted): Promise<Call> {
    const before = find(wanted.key);
    if (before !== undefined) return before;
    const { purpose } = wanted;
    const [gas, { market, block, nonce, balance }] = await Promise.all([
      node.estimate(account.address, wanted, purpose),
      node.standing(account.address),
    ]);
    const first = firstOffer(market);
    const worth = wanted.worth ?? USUAL_RAISE * first * gas;
    // An urgent call offers the whole balance rather than nothing.
    const affordable = wanted.urgent && balance > wanted.value
      ? (balance - wanted.value) / gas
      : worth;
    const most = smaller(mostOf({ worth, gas }), affordable);
    const fees = firstFees(market, most);
    if (fees.maxFee < market.baseFee) {
      const { baseFee } = market;
      throw new DemlError<TransactionFailure>({
        kind: "funds/base-fee",
        purpose,
        baseFee,
        maxFee: fees.maxFee,
      });
    }
    const reserve = (wanted.reserve ?? 0n) * RESERVE_RAISE * first;
    requireFunds(balance, wanted.value + gas * fees.maxFee + reserve, purpose);
    const made = await exclusively(async () => {
      const known = find(wanted.key);
      if (known !== undefined) return known;
      const displaced = wanted.urgent ? stuckCall(block) : undefined;
      const at = displaced?.nonce ?? Math.max(nonce, ...calls.map((call) => call.nonce + 1));
      const offer = displaced === undefined
        ? fees
        : bumpedFees(lastAttempt(displaced), market, most) ?? fees;
      const unsigned: Unsigned = {
        ...wanted,
        worth,
        nonce: at,
        gas,
        state: "open",
        displaced: false,
      };
      const call: Omit<Call, "id"> = {
        ...unsigned,
        attempts: [await sign(unsigned, offer, block)],
      };
      let added: Call = { ...call, id: unrecorded-- };
      durably(wanted.urgent, purpose, () => added = record.add(whose, call));
      if (displaced !== undefined) {
        displaced.displaced = true;
        durably(true, purpose, () => record.displace(displaced));
        log(`to ${purpose} takes the nonce of the transaction to ${displaced.purpose}`);
      }
      calls.push(added);
      return added;
    });
    await broadcast(made, made.attempts[0]);
    return made;
  }

  /** The first in line, if blocks have passed without it. */
  function stuckCall(block: number): Call | undefined {
    return calls.filter(({ state, displaced }) => state === "open" && !displaced)
      .sort((a, b) => a.nonce - b.nonce)
      .slice(0, 1)
      .find(({ urgent, attempts }) => !urgent && block - attempts[0].sentAt >= STUCK_AFTER);
  }

  async function broadcast(call: Call, attempt: Attempt): Promise<void> {
    const sending = await node.send(attempt.raw);
    if ("failure" in sending) {
      log(`to ${call.purpose}: perhaps not sent; it is retried`, { failure: sending.failure });
      return;
    }
    const { answer, message } = sending;
    if (answer === "taken" || answer === "known") return;
    if (answer === "unclear" || answer === "used" || answer === "underpriced") {
      // The next tick shows what was mined; what was not is sent again, or offers more.
      if (answer !== "used") {
        log(`to ${call.purpose}: the node says "${message}"; it is retried`);
      }
      return;
    }
    if (call.attempts.length > 1) return;
    // No node has it: its nonce is free again.
    end(call, "lost");
    throw new DemlError<TransactionFailure>({
      kind: answer === "funds" ? "funds/cannot-pay" : "chain/transaction-refused",
      purpose: call.purpose,
      reason: message,
    });
  }

  function end(call: Call, state: "final" | "lost"): void {
    call.state = state;
    calls = calls.filter((other) => other !== call);
    reverted.delete(call);
    durably(true, call.purpose, () => record.mark(call, state));
  }

  function find(key: string): Call | undefined {
    return calls.find((call) => call.key === key && !call.displaced && !reverted.has(call));
  }

  async function tickOnce(holds: Holds | undefined): Promise<Outcome[]> {
    if (calls.length === 0) return [];
    const looked = [...calls];
    const seen = await node.see(account.address, looked);
    const outcomes: Outcome[] = [];
    for (const call of looked.sort((a, b) => a.nonce - b.nonce)) {
      const step = nextStep(call, seen);
      if (step.kind === "mined" || step.kind === "final") {
        const { at } = step;
        if (call.state === "open") outcomes.push({ kind: "mined", call, at });
        if (at.success) reverted.delete(call);
        else reverted.add(call);
        if (step.kind === "final") {
          end(call, "final");
          outcomes.push({ kind: "final", call, at });
        } else if (call.state === "open") {
          call.state = "mined";
          durably(true, call.purpose, () => record.mark(call, "mined"));
        }
        continue;
      }
      if (call.state === "mined") {
        call.state = "open";
        reverted.delete(call);
        durably(true, call.purpose, () => record.mark(call, "open"));
        log(`the block with the transaction to ${call.purpose} was reorganized away`);
      }
      if (step.kind === "lost") {
        end(call, "lost");
        outcomes.push({ kind: "lost", call });
      } else if (holds !== undefined && seen.nonce <= call.nonce && !call.displaced) {
        await lookAfter(call, step, seen, holds);
      }
    }
    if (holds !== undefined) await fillGaps(seen);
    return outcomes;
  }

  /** Does what a pending call needs. */
  async function lookAfter(
    call: Call,
    { kind }: Step,
    seen: Seen & { market: Market },
    holds: Holds,
  ): Promise<void> {
    if (!isFiller(call)) {
      try {
        if (!await holds(call)) return await cancel(call, seen);
        if (kind === "wait") return;
        const gas = await node.estimate(account.address, call, call.purpose, "latest");
        // Other transactions may have made it dearer.
        if (gas > call.gas) call.gas = gas;
      } catch (error) {
        if (error instanceof DemlError && error.code === "revert") {
          return await cancel(call, seen, error.failure);
        }
        // An unknown cost is not a reason to be late.
        if (!call.urgent) return;
      }
    }
    if (kind === "rebroadcast") await resend(call);
    else if (kind === "bump") await bump(call, seen.market, seen.block);
  }

  async function resend(call: Call): Promise<void> {
    await node.send(lastAttempt(call).raw);
  }

  /** Offers more; up to the worth of the calls after it, since they cannot be mined before it. */
  async function bump(call: Call, market: Market, block: number): Promise<void> {
    const behind = calls.filter(({ nonce, displaced }) => nonce > call.nonce && !displaced);
    const worth = [call, ...behind].map((each) => each.worth).reduce((a, b) => a > b ? a : b);
    const attempt = await exclusively(async () => {
      if (call.displaced || call.state !== "open") return undefined;
      const most = mostOf({ worth, gas: call.gas });
      const fees = bumpedFees(lastAttempt(call), market, most);
      if (fees === undefined) return undefined;
      const made = await sign(call, fees, block);
      durably(true, call.purpose, () => record.addAttempt(call, made));
      call.attempts.push(made);
      return made;
    });
    if (attempt === undefined) return await resend(call);
    log(`to ${call.purpose}: not mined yet, offers ${attempt.maxFee} wei per gas`);
    const { answer } = await node.send(attempt.raw);
    if (answer !== "funds") return;
    // The account can only pay the offer before.
    call.attempts.pop();
    await resend(call);
  }

  async function fillGaps(seen: Seen & { market: Market }): Promise<void> {
    if (calls.length === 0) return;
    for (const nonce of gapsOf(calls, seen.nonce)) {
      const isFree = () => !calls.some((call) => call.nonce === nonce);
      await fill(nonce, seen, firstFees(seen.market, mostOf(fillerAt(nonce, seen.market))), isFree);
    }
  }

  /** Takes a call's nonce away, so that it cannot be mined later, unexpectedly. */
  async function cancel(call: Call, seen: Seen & { market: Market }, failure?: Failure) {
    const least = mostOf(fillerAt(call.nonce, seen.market));
    // It was signed for more than a transfer is worth: replacing it takes an eighth more.
    const most = 2n * lastAttempt(call).maxFee;
    const fees = bumpedFees(lastAttempt(call), seen.market, most > least ? most : least);
    if (fees === undefined) return;
    // A call that was just mined is no longer wanted either, and need not be cancelled.
    if ((await node.see(account.address, [call])).nonce > call.nonce) return;
    const why = failure === undefined ? ", it is no longer wanted" : "";
    log(`to ${call.purpose}: cancelled${why}`, { failure });
    await fill(call.nonce, seen, fees, () => {
      if (call.displaced || call.state !== "open") return false;
      call.displaced = true;
      durably(true, call.purpose, () => record.displace(call));
      return true;
    });
  }

  async function fill(
    nonce: number,
    { market, block }: Seen & { market: Market },
    fees: Fees,
    may: () => boolean,
  ): Promise<void> {
    const filler = await exclusively(async () => {
      if (!may()) return undefined;
      const unsigned = fillerAt(nonce, market);
      const call: Omit<Call, "id"> = {
        ...unsigned,
        attempts: [await sign(unsigned, fees, block)],
      };
      let added: Call = { ...call, id: unrecorded-- };
      durably(true, call.purpose, () => added = record.add(whose, call));
      calls.push(added);
      return added;
    });
    if (filler !== undefined) await node.send(filler.attempts[0].raw);
  }

  function fillerAt(nonce: number, market: Market): Unsigned {
    return {
      key: `${FILLER}${nonce}`,
      purpose: `use nonce ${nonce}`,
      to: account.address,
      data: "0x",
      value: 0n,
      urgent: calls.some(({ urgent }) => urgent),
      worth: USUAL_RAISE * firstOffer(market) * TRANSFER_GAS,
      nonce,
      gas: TRANSFER_GAS,
      state: "open",
      displaced: false,
    };
  }

  return {
    account,
    open: () => calls,
    find,
    submit,
    async tick(holds) {
      // One at a time; a tick that only reads uses another's result.
      while (ticking !== undefined && holds !== undefined) await ticking.catch(() => {});
      ticking ??= tickOnce(holds).finally(() => ticking = undefined);
      return await ticking;
    },
  };
}

/** Whether a call is an empty transfer, which fills a nonce. */
export function isFiller({ key }: Pick<Call, "key">): boolean {
  return key.startsWith(FILLER);
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function requireFunds(balance: bigint, needed: bigint, purpose: string): void {
  if (balance >= needed) return;
  throw new DemlError<TransactionFailure>({ kind: "funds/too-little", purpose, balance, needed });
}
