/**
 * Why an endpoint refuses logs. Providers use their own words, from which their limits are parsed.
 * Loaded when one refuses: most never do.
 *
 * @module
 */
import { BaseError } from "viem";

/** The meaning of a refusal of logs. */
export interface LogRefusal {
  /** `range`: so many blocks are too many, always. `size`: they contain too much, this time */
  kind: "range" | "size";
  /** Blocks that it would return */
  blocks?: bigint;
}

const NUMBER = String.raw`(\d[\d,_]*)\s*(k)?\b`;

/** Where messages name a number of blocks; seen from QuickNode, Alchemy, dRPC, BSC, Cloudflare, 1RPC. */
const LIMITS = [
  String.raw`limited to (?:an? |0\s*-\s*)?${NUMBER}`,
  String.raw`up to (?:an? )?${NUMBER}[ -]blocks?`,
  String.raw`max(?:imum)?\b[a-z ]*\brange\b[a-z ]*[:=]?\s*(?:of |is )?${NUMBER}`,
  String.raw`max(?:imum)? is(?: set to)? ${NUMBER}`,
  String.raw`max range limit for eth_getLogs: ${NUMBER}`,
  String.raw`range[^.]{0,60}?(?:limit|max(?:imum)?)(?: allowed)?(?: of| is)?[:=]?\s*${NUMBER}`,
  String.raw`(?:over|than|exceeds?|exceeding|within) ${NUMBER}[ -]?(?:blocks?|max)\b`,
].map((pattern) => new RegExp(pattern, "i"));

/** A range that the message itself recommends. */
const HEX_RANGE = /\[\s*(0x[0-9a-f]{1,16})\s*,\s*(0x[0-9a-f]{1,16})\s*\]/i;
const DECIMAL_RANGE = /range:?\s+(\d{1,18})\s*-\s*(\d{1,18})/i;

const SIZE =
  /too many (?:results|logs|events)|more than [\d,]+k? (?:results|logs)|max(?:imum)? (?:number of )?results|results? .*exceed|exceeds? .*results|response (?:size|is too)|too (?:large|big) response|time ?out|timed out|matched .*exceeds/i;
const RANGE = /range|blocks? .*(?:limit|exceed|too)|limit.* blocks?|span/i;

/**
 * Finds out why logs are refused.
 *
 * @returns undefined if it is not about their number
 */
export function readLogRefusal(message: string): LogRefusal | undefined {
  const blocks = limitIn(message);
  if (blocks !== undefined) return { kind: "range", blocks };
  const advised = adviceIn(message);
  if (SIZE.test(message) || advised !== undefined) return { kind: "size", blocks: advised };
  return RANGE.test(message) ? { kind: "range" } : undefined;
}

function limitIn(message: string): bigint | undefined {
  for (const limit of LIMITS) {
    const [, digits, thousands] = limit.exec(message) ?? [];
    if (digits === undefined) continue;
    const found = BigInt(digits.replaceAll(/[,_]/g, "")) * (thousands === undefined ? 1n : 1_000n);
    if (found > 0n) return found;
  }
  return undefined;
}

function adviceIn(message: string): bigint | undefined {
  const [, from, to] = HEX_RANGE.exec(message) ?? DECIMAL_RANGE.exec(message) ?? [];
  if (from === undefined || to === undefined) return undefined;
  const blocks = BigInt(to) - BigInt(from) + 1n;
  return blocks > 0n ? blocks : undefined;
}

/** JSON-RPC's code for an unknown method. */
const METHOD_NOT_FOUND = -32_601;

/**
 * The next range after a refusal.
 *
 * @param range The refused range, in blocks
 * @returns undefined if fewer blocks would not help
 */
export function narrower(
  error: unknown,
  range: bigint,
): LogRefusal & { blocks: bigint } | undefined {
  if (range <= 1n || !(error instanceof BaseError)) return undefined;
  const codes: unknown[] = [];
  error.walk((cause) => {
    codes.push((cause as { code?: unknown }).code);
    return false;
  });
  const code = codes.find((each) => typeof each === "number" && each !== -1);
  if (code === undefined || code === METHOD_NOT_FOUND) return undefined;
  const said = readLogRefusal(error.details);
  const { kind, blocks } = said ?? { kind: "size" };
  if (blocks !== undefined && blocks < range) return { kind, blocks };
  // An unknown message is probably not about logs, which soon shows.
  return { kind, blocks: range / (said === undefined ? 8n : 2n) || 1n };
}
