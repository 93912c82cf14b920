/**
 * How many blocks' logs the endpoints return at once, remembered in this browser: they say it when
 * they are asked for too many.
 *
 * @module
 */
import type { LogRange } from "../../../miner/chain/log_range.ts";

/** A limit, and until when nothing may be asked. */
export interface LogLimit extends LogRange {
  /** By `Date.now()`; the endpoint met its limit of requests */
  restUntil: number;
}

/** Everything at once: most endpoints that limit nothing have it in one answer. */
const ALL = 2n ** 40n;
/** Plans and providers change: then it is found out again. In milliseconds. */
const REMEMBERED = 7 * 86_400_000;

const known = new Map<string, LogLimit>();

/** The limit of some endpoints, asked in this order. */
export function logLimitOf(urls: readonly string[]): LogLimit {
  const key = keyOf(urls);
  const limit = known.get(key) ?? { blocks: remembered(key) ?? ALL, restUntil: 0 };
  known.set(key, limit);
  return limit;
}

/** Remembers a limit that the endpoints have named. */
export function rememberLimit(urls: readonly string[], { blocks }: LogRange): void {
  if (blocks >= ALL) return;
  try {
    localStorage.setItem(keyOf(urls), `${blocks} ${Date.now()}`);
  } catch {
    // It is found out again.
  }
}

function keyOf(urls: readonly string[]): string {
  return `deml.log-limit ${urls.join(" ")}`;
}

function remembered(key: string): bigint | undefined {
  try {
    const text = localStorage.getItem(key) ?? "";
    const [, blocks, at] = /^([1-9]\d{0,11}) (\d{1,16})$/.exec(text) ?? [];
    if (blocks === undefined) return undefined;
    return Date.now() - Number(at) < REMEMBERED ? BigInt(blocks) : undefined;
  } catch {
    return undefined;
  }
}
