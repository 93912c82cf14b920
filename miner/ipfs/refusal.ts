/**
 * What an answer without a block means, loaded when there is one.
 *
 * @module
 */
import type { Refusal } from "./failures.ts";
import { redirectOf } from "./redirect.ts";

/** Answers that another try may change: too many requests, and a server that is not up. */
const TRANSIENT: readonly number[] = [429, 502, 503, 504];
/** The longest wait that a gateway may ask for by `Retry-After`, in milliseconds. */
const LONGEST_REST = 30_000;

/** Why a gateway did not return a block, and whether to ask again. */
export interface Refused {
  refusal: Refusal;
  /** Milliseconds to leave it alone before another try; undefined if there should be none */
  rest?: number;
}

/** Reads an answer that is not a success, or has no body. */
export function refusedBy(response: Response, asked: URL): Refused {
  const redirect = redirectOf(response);
  if (redirect !== undefined) {
    return {
      refusal: { why: "redirects", ...redirect, instead: insteadOf(asked, redirect.to) },
    };
  }
  if (response.ok) return { refusal: { why: "no-body" } };
  const { status } = response;
  const rest = TRANSIENT.includes(status) ? restOf(response) : undefined;
  return { refusal: { why: "status", status }, rest };
}

/**
 * Kubo isolates what it shows to browsers: asked at `localhost`, it redirects to a host of the
 * CID's own, which many systems do not resolve; asked at `127.0.0.1`, it does not.
 */
export function insteadOf(asked: URL, to: string | undefined): string | undefined {
  if (asked.hostname !== "localhost") return undefined;
  // A browser hides where a redirect leads.
  if (to !== undefined && !new URL(to).hostname.endsWith(".localhost")) return undefined;
  const address = new URL(asked.origin);
  address.hostname = "127.0.0.1";
  return address.origin;
}

/** A `Retry-After`, in seconds or as a date, up to the longest wait; otherwise none. */
function restOf({ headers }: Response): number {
  const after = headers.get("retry-after")?.trim() ?? "0";
  const wait = /^\d+$/.test(after) ? 1_000 * Number(after) : Date.parse(after) - Date.now();
  return Number.isNaN(wait) ? 0 : Math.min(Math.max(wait, 0), LONGEST_REST);
}
