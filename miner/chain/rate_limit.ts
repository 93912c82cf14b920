/**
 * Whether an endpoint refuses a request because there were too many, not because of its content: then
 * it helps to wait, and to ask for less at once does not.
 *
 * @module
 */
import { BaseError } from "viem";

/** What an error says, in the shape that HTTP and JSON-RPC errors share. */
interface Said {
  status?: unknown;
  code?: unknown;
  headers?: Headers;
}

/** JSON-RPC's codes of providers for "too many requests"; −32005 also means "too many logs". */
const CODES: unknown[] = [429, -32_007, -32_016, -32_029, -32_090, -32_097];

const WORDS =
  /rate[ -]?limit|too many requests|request (?:count|limit|rate)|requests? per (?:second|minute|day)|compute units|(?:exceeded|over|out of) (?:your |its |the )?(?:capacity|quota|credits)|throughput|throttl|\b429\b/i;

/** Seconds to wait, by the endpoint's own word; 0 if it gives none. Undefined for other refusals. */
export function rateLimitOf(error: unknown): number | undefined {
  if (!(error instanceof BaseError)) return undefined;
  let limited = WORDS.test(`${error.details} ${error.shortMessage}`);
  let rest = 0;
  error.walk((cause) => {
    const { status, code, headers } = cause as Said;
    limited ||= status === 429 || CODES.includes(code);
    rest ||= Number(headers?.get("retry-after")) || 0;
    return false;
  });
  return limited ? Math.max(0, rest) : undefined;
}
