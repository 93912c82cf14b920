/**
 * Why an endpoint does not serve, in one sentence: a provider's bad gateway, an HTML page, a wrong
 * key and a limit are each named.
 *
 * @module
 */
import { BaseError } from "viem";
import { DemlError, reasonOf } from "../../protocol/errors.ts";
import type { EndpointFailed, EndpointFault } from "./failures.ts";
import { unboundedBecause } from "./transport.ts";

/** The longest pause that an endpoint may ask for, in seconds. */
const LONGEST_REST = 60;
/** The pause after a limit is met without a stated pause, in seconds. */
const USUAL_REST = 2;

/** JSON-RPC's codes of providers for "too many requests"; −32005 also is, except for logs. */
const RATE_CODES = [429, -32_005, -32_007, -32_029];
const METHOD_NOT_FOUND = -32_601;
/** What a node says if it lacks a block or a state that another may have. */
const LACKS = /header not found|missing trie node|unknown block|state .*not available|pruned/i;

/**
 * A request that an endpoint did not serve. What a lost answer means depends on whether it arrived.
 */
export class EndpointFailure extends DemlError<EndpointFailed> {
  /** Whether the request may have been carried out */
  readonly arrived: boolean;
  /** Seconds for which it must not be asked */
  readonly rest: number;
  /** HTTP's, if there was an answer */
  readonly status?: number;

  /**
   * @param endpoint Shown without its secrets
   * @param what What it does, e.g. "answers 502"
   */
  constructor(
    readonly fault: EndpointFault,
    endpoint: string,
    what: string,
    { arrived = false, rest = 0, status, cause }: {
      arrived?: boolean;
      rest?: number;
      status?: number;
      cause?: unknown;
    } = {},
  ) {
    super({ kind: `chain/endpoint-${fault}`, endpoint, what }, { cause });
    this.arrived = arrived;
    this.rest = rest;
    this.status = status;
  }
}

/** What is wrong with a response, before its body is parsed; undefined for JSON. */
export function failureOfResponse(
  shown: string,
  { status, statusText, headers }: Pick<Response, "status" | "statusText" | "headers">,
  body: Uint8Array,
): EndpointFailure | undefined {
  const failure = (
    fault: EndpointFault,
    what: string,
    more: { arrived?: boolean; rest?: number } = {},
  ) => new EndpointFailure(fault, shown, what, { ...more, status });
  if (status === 401 || status === 403) return failure("denied", `answers ${status}`);
  if (status === 429) {
    const rest = restOf(headers.get("retry-after"));
    const what = `answers 429: too many requests; it is not asked for ${rest} s`;
    return failure("limited", what, { rest });
  }
  const json = looksLikeJson(body);
  if (status < 300 && json) return undefined;
  // Nodes also send JSON-RPC errors with other status codes.
  if (status < 500 && json && status !== 404) return undefined;
  if (status >= 500) {
    const named = statusText === "" ? `${status}` : `${status} (${statusText})`;
    return failure("server", `answers ${named}`, { arrived: true });
  }
  if (status >= 300) return failure("path", `answers ${status}`);
  if (body.length === 0) return failure("silent", "gives an empty answer", { arrived: true });
  const html = /^\s*<(!doctype|html)/i.test(new TextDecoder().decode(body.subarray(0, 200)));
  const what = html ? "answers with an HTML page" : "answers with text that is not JSON";
  return failure("not-json-rpc", what, { arrived: true });
}

/** The failure of a request without an answer. */
export function unreachable(shown: string, cause: unknown): EndpointFailure {
  if (cause instanceof EndpointFailure) return cause;
  if (cause instanceof DOMException && cause.name === "AbortError") return late(shown, cause);
  const text = reasonOf(cause);
  const refused = /refused|dns|resolve|lookup|not known|unreachable|certificate/i.test(text);
  return refused
    ? new EndpointFailure("unreachable", shown, "does not answer", { cause })
    : new EndpointFailure("broke-off", shown, "breaks off its answer", { arrived: true, cause });
}

/** An answer that took too long. */
export function late(shown: string, cause?: unknown): EndpointFailure {
  return new EndpointFailure("late", shown, "does not answer in time", { arrived: true, cause });
}

/**
 * What a failed request says about its endpoint; undefined if the failure is an answer that any
 * other endpoint would also give.
 */
export function faultOf(
  shown: string,
  method: string,
  error: unknown,
): EndpointFailure | undefined {
  if (!(error instanceof BaseError)) return unreachable(shown, error);
  const own = error.walk((cause) => cause instanceof EndpointFailure);
  if (own !== null) return own as EndpointFailure;
  const logs = method === "eth_getLogs";
  const because = unboundedBecause(error);
  // Long logs are requested in parts.
  if (because !== undefined) {
    if (logs) return undefined;
    const what = `is not trusted: ${because}`;
    return new EndpointFailure("unbounded", shown, what, { arrived: true, cause: error });
  }
  const code = codeOf(error);
  if (code === undefined) {
    return /took too long/i.test(error.message)
      ? late(shown, error)
      : unreachable(shown, error.walk() ?? error);
  }
  if (RATE_CODES.includes(code) && !(logs && code === -32_005)) {
    const what = "says that its limit of requests is met";
    return new EndpointFailure("limited", shown, what, { rest: USUAL_REST, cause: error });
  }
  return undefined;
}

/** Whether another endpoint may give a better answer, although this one serves. */
export function mayLack(error: unknown): boolean {
  if (!(error instanceof BaseError)) return false;
  return codeOf(error) === METHOD_NOT_FOUND || LACKS.test(error.details);
}

function codeOf(error: BaseError): number | undefined {
  let found: number | undefined;
  error.walk((cause) => {
    const { code } = cause as { code?: unknown };
    // −1 is viem's own code for unknown errors.
    if (typeof code === "number" && code !== -1) found ??= code;
    return false;
  });
  return found;
}

function restOf(header: string | null): number {
  if (header === null) return USUAL_REST;
  const seconds = /^\s*\d+\s*$/.test(header)
    ? Number(header)
    : (Date.parse(header) - Date.now()) / 1_000;
  if (!(seconds > 0)) return USUAL_REST;
  return Math.ceil(Math.min(seconds, LONGEST_REST));
}

function looksLikeJson(body: Uint8Array): boolean {
  const first = body.find((byte) => byte > 0x20);
  return first === 0x7b || first === 0x5b;
}
