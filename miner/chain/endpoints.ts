/**
 * All endpoints together, as one transport: reads go to the best, all of one poll to the same one,
 * and transactions to all. One that is stale, behind the others, of another chain or failing is set
 * aside until a later poll finds it healthy.
 *
 * @module
 */
import { zip } from "../../protocol/zip.ts";
import { createTransport, type Hex, type Transport } from "viem";
import { DemlError, type Failure } from "../../protocol/errors.ts";
import type { ChainFailure } from "./failures.ts";
import { type Endpoint, type EndpointOptions, openEndpoint } from "./endpoint.ts";
import { EndpointFailure, faultOf, late as lateFailure, mayLack } from "./endpoint_failure.ts";
import { type Head, isStale, judgeHeads, spanOf } from "./health.ts";
import { isLocal } from "./local_chains.ts";
import { pauseFor } from "./pause_for.ts";

/** Which chain it is: two chains may have one number. */
export interface Identity {
  chainId: number;
  /** Hash of its first block */
  genesis: Hex;
}

/** Endpoints of one chain. */
export interface Endpoints {
  transport: Transport;
  /** Whether there is a choice */
  readonly several: boolean;
  /** The endpoint of the next read, and what is known about it */
  readonly current: Endpoint;
  /**
   * Checks every endpoint: from then on, reads go to the best. Costs each one request.
   *
   * @throws Whatever the signal was aborted with, and nothing else
   */
  check(): Promise<void>;
  /**
   * Asks every endpoint for its chain, and requires them to stay on it.
   *
   * @throws DemlError `chain` if none answers, `usage` if they are of two chains
   */
  introduce(): Promise<Identity>;
  /** Called with one line about anything noteworthy */
  log(line: string, about?: { failure?: Failure }): void;
  close(): void;
}

export interface EndpointsOptions extends Partial<EndpointOptions> {
  /** Seconds between two blocks; by default, derived from the chain's number */
  blockTime?: number;
}

/**
 * Pauses before retries if every endpoint fails, to bridge a provider's hiccup, in milliseconds.
 */
const PAUSES = [200, 400];
/** The longest pause of a lone endpoint that is waited for, in milliseconds. */
const LONGEST_WAIT = 10_000;
/** An endpoint that fails this slowly is not asked again, in milliseconds. */
const PATIENCE = 10_000;
/** Seconds between two blocks of mainnet. */
const BLOCK_TIME = 12;

/** Makes the way to a chain; nothing is asked yet. */
export function openEndpoints(urls: readonly string[], options: EndpointsOptions = {}): Endpoints {
  const { signal, log = () => {}, timeout } = options;
  const all = urls.map((url) => openEndpoint(url, { signal, log, timeout }));
  const first = all[0]!;
  let current = first;
  let expected: Identity | undefined;
  let late = false;

  function setAside(endpoint: Endpoint, reason: string): void {
    const before = endpoint.aside;
    endpoint.aside = reason;
    // Before the chain is known, the caller that connects reports failures.
    if (before === undefined && expected !== undefined) tellAside(endpoint);
  }

  function tellAside({ shown, aside }: Endpoint): void {
    log(`the endpoint ${shown} is set aside: ${aside}`);
  }

  function takeBack(endpoint: Endpoint): void {
    if (endpoint.aside === undefined) return;
    endpoint.aside = undefined;
    log(`the endpoint ${endpoint.shown} is back`);
  }

  function note(endpoint: Endpoint, fault: EndpointFailure): void {
    endpoint.fault = fault;
    endpoint.vouched = false;
    if (fault.rest > 0) endpoint.restUntil = Date.now() + 1_000 * fault.rest;
    setAside(endpoint, `it ${fault.failure.what}`);
  }

  /** In the order of preference. */
  function candidates(): [Endpoint, ...Endpoint[]] {
    const rank = (endpoint: Endpoint) => {
      if (endpoint.aside === undefined) return endpoint === current ? 0 : 1;
      // One that lags is better than one that fails.
      return endpoint.vouched ? 2 : 3;
    };
    const [best, ...others] = all.filter(({ foreign }) => !foreign)
      .sort((a, b) => rank(a) - rank(b));
    if (best !== undefined) return [best, ...others];
    const { shown, aside = "" } = first;
    throw new DemlError<ChainFailure>({
      kind: "chain/endpoint-set-aside",
      endpoint: shown,
      because: aside,
    });
  }

  async function read(method: string, params: unknown): Promise<unknown> {
    const started = performance.now();
    for (let round = 0;; round++) {
      let fault: EndpointFailure | undefined;
      let lack: unknown;
      for (const endpoint of candidates()) {
        if (endpoint.restUntil > Date.now()) {
          fault ??= new EndpointFailure("limited", endpoint.shown, resting(endpoint));
          continue;
        }
        try {
          if (!endpoint.vouched && !await vouch(endpoint)) continue;
          const result = await endpoint.request({ method, params } as never);
          // One that was set aside for its head is asked if necessary, and stays aside.
          if (endpoint.aside === undefined) current = endpoint;
          return result;
        } catch (error) {
          signal?.throwIfAborted();
          const found = faultOf(endpoint.shown, method, error);
          if (found === undefined) {
            if (!mayLack(error)) throw error;
            lack ??= error;
            continue;
          }
          note(endpoint, found);
          fault = found;
        }
      }
      if (lack !== undefined) throw lack;
      fault ??= candidates()[0].fault ?? lateFailure(current.shown);
      const rests = all.filter(({ foreign }) => !foreign)
        .map(({ restUntil }) => restUntil - Date.now());
      const wait = Math.max(PAUSES[round] ?? Infinity, Math.min(...rests));
      if (wait > LONGEST_WAIT || performance.now() - started > PATIENCE) throw fault;
      await pauseFor(wait, signal);
    }
  }

  /** Before an endpoint that failed is trusted again: it may be of another chain now. */
  const vouching = new Map<Endpoint, Promise<boolean>>();
  function vouch(endpoint: Endpoint): Promise<boolean> {
    const asking = vouching.get(endpoint) ?? lookAt(endpoint)
      .then((looked) => {
        if (looked.identity === undefined || expected === undefined) return false;
        return recognise(endpoint, looked.identity, expected);
      })
      .finally(() => vouching.delete(endpoint));
    vouching.set(endpoint, asking);
    return asking;
  }

  function recognise(endpoint: Endpoint, found: Identity, wanted: Identity): boolean {
    const { chainId, genesis } = wanted;
    const before = endpoint.foreign;
    endpoint.foreign = found.chainId !== chainId || found.genesis !== genesis;
    endpoint.vouched = !endpoint.foreign;
    if (endpoint.foreign) {
      // This is logged whatever it did before.
      if (!before) endpoint.aside = undefined;
      setAside(endpoint, `it ${strangeness(found, wanted)}`);
    }
    return endpoint.vouched;
  }

  /** Accepted if one accepts it; refused only if all refuse. */
  async function send(method: string, params: unknown): Promise<unknown> {
    const attempts = candidates().map((endpoint) =>
      endpoint.request({ method, params } as never).catch((error) => {
        throw { error, fault: faultOf(endpoint.shown, method, error), endpoint };
      })
    );
    type Failed = { error: unknown; fault?: EndpointFailure; endpoint: Endpoint };
    try {
      return await Promise.any(attempts);
    } catch (error) {
      signal?.throwIfAborted();
      const failures = (error as AggregateError).errors as [Failed, ...Failed[]];
      for (const { endpoint, fault } of failures) if (fault !== undefined) note(endpoint, fault);
      const unclear = failures.find(({ fault }) => fault?.arrived);
      const refusal = failures.find(({ fault }) => fault === undefined);
      // One that may have it has not refused it.
      throw (unclear ?? refusal ?? failures[0]).error;
    }
  }

  type Looked = { endpoint: Endpoint; identity?: Identity; head?: Head };

  async function lookAt(endpoint: Endpoint): Promise<Looked> {
    if (endpoint.restUntil > Date.now()) return { endpoint };
    // A lone one answers together with its other questions.
    const way = all.length > 1 ? endpoint.quickly : endpoint.request;
    const ask = <T>(method: string, params: unknown[]) =>
      way({ method, params } as never) as Promise<T>;
    type Block = { hash?: Hex; number?: Hex; timestamp?: Hex } | null;
    try {
      const [chainId, first, head] = await Promise.all([
        ask<Hex>("eth_chainId", []),
        ask<Block>("eth_getBlockByNumber", ["0x0", false]),
        ask<Block>("eth_getBlockByNumber", ["latest", false]),
      ]);
      if (typeof first?.hash !== "string" || head?.number == null || head.timestamp == null) {
        setAside(endpoint, "it has no blocks");
        return { endpoint };
      }
      return {
        endpoint,
        identity: { chainId: Number(chainId), genesis: first.hash },
        head: { number: BigInt(head.number), timestamp: Number(head.timestamp) },
      };
    } catch (error) {
      signal?.throwIfAborted();
      const fault = faultOf(endpoint.shown, "eth_getBlockByNumber", error);
      if (fault !== undefined) note(endpoint, fault);
      else setAside(endpoint, "it does not report its blocks");
      return { endpoint };
    }
  }

  /** Sets aside untrusted endpoints, takes back trusted ones, and chooses. */
  function judge(looked: Looked[], wanted: Identity): void {
    const { chainId } = wanted;
    const blockTime = options.blockTime ?? (isLocal(chainId) ? 0 : BLOCK_TIME);
    const now = Date.now() / 1_000;
    for (const { endpoint, identity } of looked) {
      if (identity !== undefined) recognise(endpoint, identity, wanted);
    }
    const heads = looked.map(({ endpoint, head }) => endpoint.foreign ? undefined : head);
    const reasons = judgeHeads(heads, now, blockTime);
    for (const [{ endpoint }, head, reason] of zip(looked, heads, reasons)) {
      if (head === undefined) continue;
      if (reason !== undefined) setAside(endpoint, reason);
      else takeBack(endpoint);
    }
    current = all.find(({ aside }) => aside === undefined) ?? all.find(({ foreign }) => !foreign) ??
      current;
    const head = heads[all.indexOf(current)];
    const stale = head !== undefined && isStale(head, now, blockTime);
    if (stale && !late) {
      log(
        `the head of ${current.shown} is ${
          spanOf(now - head.timestamp)
        } old, and no other endpoint has a newer one`,
      );
    }
    if (head !== undefined) late = stale;
  }

  async function check(): Promise<void> {
    const looked = await Promise.all(all.map(lookAt));
    if (expected !== undefined) judge(looked, expected);
  }

  async function introduce(): Promise<Identity> {
    const looked = await Promise.all(all.map(lookAt));
    const known = looked.flatMap(({ endpoint, identity }) =>
      identity === undefined ? [] : [{ endpoint, identity }]
    );
    const [told] = known;
    if (told === undefined) throw nobody(all);
    const one = told.identity;
    for (const { endpoint, identity } of known) {
      if (identity.chainId === one.chainId && identity.genesis === one.genesis) continue;
      throw new DemlError<ChainFailure>({
        kind: "usage/two-chains",
        first: told.endpoint.shown,
        second: endpoint.shown,
        difference: strangeness(identity, one),
      });
    }
    expected = one;
    for (const endpoint of all) if (endpoint.aside !== undefined) tellAside(endpoint);
    judge(looked, one);
    return one;
  }

  return {
    several: all.length > 1,
    get current() {
      return current;
    },
    transport: () =>
      createTransport({
        key: "endpoints",
        name: "Endpoints",
        type: "endpoints",
        retryCount: 0,
        request: async ({ method, params }) =>
          await (method === "eth_sendRawTransaction" ? send : read)(method, params) as never,
      }),
    check,
    introduce,
    log,
    close: () => all.forEach((endpoint) => endpoint.close()),
  };
}

function resting({ restUntil }: Endpoint): string {
  const seconds = Math.ceil((restUntil - Date.now()) / 1_000);
  return `met its limit of requests, and is not asked for another ${seconds} s`;
}

function strangeness(found: Identity, expected: Identity): string {
  return found.chainId !== expected.chainId
    ? `is chain ${found.chainId}, not ${expected.chainId}`
    : `has another first block (${found.genesis}, not ${expected.genesis})`;
}

/** No endpoint answers: a lone one with its reason, several with their names and reasons. */
function nobody(all: readonly Endpoint[]): DemlError {
  const [{ shown, fault }] = all as [Endpoint];
  if (all.length === 1 && fault !== undefined && fault.fault !== "unreachable") return fault;
  const endpoints = all.length === 1
    ? [shown]
    : all.map(({ shown, aside }) => `${shown}: ${aside ?? "it is paused"}`);
  return new DemlError<ChainFailure>({ kind: "chain/no-answer", endpoints });
}
