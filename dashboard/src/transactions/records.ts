/**
 * Transactions as text, for the browser's storage.
 *
 * @module
 */
import type { Stage, Tracked } from "./tracked.ts";

const BIGINT = /^-?\d+n$/;

/** Transactions as text. */
export function textOf(list: readonly Tracked[]): string {
  return JSON.stringify(list, (_, value) => (typeof value === "bigint" ? `${value}n` : value));
}

/** Reads what `textOf`, or an earlier version of the page, wrote; what is damaged is skipped. */
export function parseRecords(text: string): Tracked[] {
  let list: unknown;
  try {
    list = JSON.parse(
      text,
      (_, value) =>
        typeof value === "string" && BIGINT.test(value) ? BigInt(value.slice(0, -1)) : value,
    );
  } catch {
    return [];
  }
  return Array.isArray(list) ? list.filter(isRecord).map(current) : [];
}

function isRecord(value: unknown): value is Tracked {
  const { account, to, data, purpose, value: wei, nonce, sentAt, sentIn, stage } =
    (value ?? {}) as Partial<Tracked>;
  return [account, to, data, purpose, stage].every((each) => typeof each === "string") &&
    typeof wei === "bigint" && typeof sentIn === "bigint" && Number.isSafeInteger(nonce) &&
    Number.isFinite(sentAt);
}

/** Earlier versions named a transaction by its hash, and gave lost ones up. */
function current(record: Tracked): Tracked {
  const { id = `${record.hash} ${record.sentAt}`, nonceKnown = false } = record as Partial<Tracked>;
  const stage = record.stage as Stage | "dropped";
  return { ...record, id, nonceKnown, stage: stage === "dropped" ? "unseen" : stage };
}
