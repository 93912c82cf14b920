/**
 * Requests to a node or a service that publishes: bounded in bytes and time, with every failure of
 * one kind.
 *
 * @module
 */
import { DemlError } from "../../protocol/errors.ts";
import { show } from "../../protocol/text/visible.ts";
import { addressOf, withoutAddress } from "./address.ts";
import type { IpfsFailure } from "./failures.ts";
import { readBounded } from "./read_bounded.ts";
import { redirectOf } from "./redirect.ts";

/** A node or service; its address without a password, which becomes a header. */
export interface Host {
  address: URL;
  /** As errors name it */
  name: string;
  headers: Record<string, string>;
}

/** The longest answer that is read, in bytes. */
const LONGEST_ANSWER = 1 << 20;
/** Characters of an answer that an error shows. */
const SHOWN = 300;

/**
 * A node or service at an http or https URL, `user:password@` included.
 *
 * @param token Sent as `Authorization: Bearer`
 */
export function hostAt(url: string, token?: string): Host {
  const address = addressOf(url);
  if (address === undefined) throw wrong({ kind: "ipfs/host-not-http" });
  const headers: Record<string, string> = {};
  const [user, password] = [address.username, address.password].map(decodeURIComponent);
  if (user || password) headers["authorization"] = `Basic ${btoa(`${user}:${password}`)}`;
  if (token !== undefined) headers["authorization"] = `Bearer ${token}`;
  address.username = address.password = "";
  return { address, name: address.origin, headers };
}

/** A request below a host's address. */
export interface HostRequest {
  method: "GET" | "POST";
  /** Below the host's own path, e.g. `/pins` */
  path: string;
  query?: Record<string, string>;
  body?: FormData | string;
  headers?: Record<string, string>;
  /** Milliseconds from the first byte sent to the last one received */
  within: number;
  signal?: AbortSignal;
}

/**
 * Asks a host, and returns its answer as text.
 *
 * @throws DemlError `ipfs/host-…`, or what the signal was aborted with
 */
export async function askHost(host: Host, request: HostRequest): Promise<string> {
  const { method, path, query = {}, body, within, signal } = request;
  const url = new URL(host.address);
  url.pathname = `${url.pathname.replace(/\/+$/, "")}${path}`;
  for (const [name, value] of Object.entries(query)) url.searchParams.append(name, value);
  const late = AbortSignal.timeout(within);
  let status: number;
  let bytes: Uint8Array | undefined;
  try {
    const response = await fetch(url, {
      method,
      body,
      headers: { ...host.headers, ...request.headers },
      redirect: "manual",
      signal: signal ? AbortSignal.any([signal, late]) : late,
    });
    const redirect = redirectOf(response);
    if (redirect !== undefined) {
      await response.body?.cancel();
      throw other(host, redirect.to === undefined ? "a redirect" : `a redirect to ${redirect.to}`);
    }
    status = response.status;
    bytes = response.body ? await readBounded(response.body, LONGEST_ANSWER) : new Uint8Array();
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof DemlError) throw cause;
    if (late.aborted) {
      const seconds = Math.ceil(within / 1_000);
      throw wrong({ kind: "ipfs/host-late", host: host.name, seconds, passing: true });
    }
    const reason = withoutAddress(cause);
    throw wrong({ kind: "ipfs/host-unreachable", host: host.name, reason, passing: true }, cause);
  }
  if (bytes === undefined) throw other(host, `more than ${LONGEST_ANSWER} bytes`);
  const text = new TextDecoder().decode(bytes);
  if (status >= 200 && status < 300) return text;
  throw wrong({
    kind: "ipfs/host-refused",
    host: host.name,
    status,
    reason: show(reasonIn(text), SHOWN),
  });
}

/** The answer of a host is not what its interface describes. */
export function other(host: Host, reason: string): DemlError<IpfsFailure> {
  return wrong({ kind: "ipfs/host-other-answer", host: host.name, reason: show(reason, SHOWN) });
}

/** Kubo answers `{"Message": …}`, a pinning service `{"error": {"reason", "details"}}`, or text. */
function reasonIn(text: string): string {
  try {
    const { Message, error } = JSON.parse(text);
    const said = Message ?? [error?.reason, error?.details].filter(Boolean).join(": ");
    if (typeof said === "string" && said !== "") return said;
  } catch {
    // Not JSON: shown unchanged.
  }
  return text.trim();
}

function wrong(failure: IpfsFailure, cause?: unknown): DemlError<IpfsFailure> {
  return new DemlError<IpfsFailure>(failure, { cause });
}
