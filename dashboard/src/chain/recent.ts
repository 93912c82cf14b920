/**
 * What happened in the contract since this page was opened, from one question per block: the events
 * since the last one, and of the blocks before it that may have been replaced.
 *
 * @module
 */
import type { RpcLog } from "viem";
import type { Connection } from "../../../miner/chain/client.ts";
import type { LogLimit } from "../history/log_limit.ts";
import { readLogs } from "../history/read_logs.ts";
import type { Change, Recent, Step } from "./change.ts";
import { blockOf, competitionIn, CREATED, topicsOf } from "../history/topics.ts";

/** Blocks that may still be replaced: they are read again each time. */
export const UNSETTLED = 16n;
/** After so many blocks that nobody looked at, reading everything is cheaper. */
const MOST_MISSED = 500n;
/** Logs to keep, at most: then the older half goes. */
const MOST_KEPT = 20_000;

/**
 * Follows the contract's events.
 *
 * @param limit Of the endpoints
 */
export function followEvents(connection: Connection, limit: LogLimit): Recent {
  const { contract } = connection;
  let last: Step | undefined;
  /** All logs from `from` on are in `logs` */
  let from = 0n;
  let logs: RpcLog[] = [];
  /** Endpoints behind a balancer differ by a block: what changed is read once more. */
  let echo = new Set<number>();
  let running: Promise<Change> | undefined;
  /** The head that comes next; those between are skipped */
  let next: { head: Step; change: Promise<Change> } | undefined;

  async function step(head: Step): Promise<Change> {
    const before = last;
    if (before === undefined || head.hash === before.hash) {
      last ??= head;
      if (before === undefined) from = head.number + 1n;
      return { all: false, ids: new Set(), created: false };
    }
    const replaced = head.number <= before.number ||
      (head.number === before.number + 1n && head.parentHash !== before.hash);
    if (head.number < before.number || head.number - before.number > MOST_MISSED) {
      return restart(head);
    }
    const start = before.number + 1n > UNSETTLED ? before.number + 1n - UNSETTLED : 0n;
    let fresh: RpcLog[];
    try {
      fresh = await readLogs(
        connection,
        { topics: topicsOf(), from: start, to: head.number },
        limit,
      );
    } catch {
      // What cannot be followed is read at each block, as without events.
      return restart(head);
    }
    fresh = fresh.filter((log) => competitionIn(log, contract) !== undefined);
    const old = logs.filter((log) => blockOf(log) >= start);
    const known = new Set(old.map(nameOf));
    const stays = new Set(fresh.map(nameOf));
    const changed = [
      // At the first step nothing is known of the blocks before; they were read with the rest.
      ...fresh.filter((log) => !known.has(nameOf(log)) && blockOf(log) >= from),
      ...old.filter((log) => !stays.has(nameOf(log))),
    ];
    const touched = new Set(changed.flatMap((log) => competitionIn(log, contract) ?? []));
    const ids = new Set([...touched, ...echo]);
    echo = touched;
    logs = [...logs.filter((log) => blockOf(log) < start), ...fresh];
    if (start < from) from = start;
    last = head;
    forget();
    const created = changed.some(({ topics: [selector] }) => selector === CREATED);
    return { all: replaced, ids, created };
  }

  function restart(head: Step): Change {
    last = head;
    from = head.number + 1n;
    logs = [];
    return { all: true, ids: new Set(), created: true };
  }

  function forget(): void {
    if (logs.length <= MOST_KEPT) return;
    const middle = logs[logs.length >> 1];
    if (middle === undefined) return;
    from = blockOf(middle) + 1n;
    logs = logs.filter((log) => blockOf(log) >= from);
  }

  return {
    follow(head) {
      if (running === undefined) {
        return running = step(head).finally(() => running = undefined);
      }
      if (next !== undefined) {
        next.head = head;
        return next.change;
      }
      const waiting = { head };
      const change = running.then(() => {
        const { head } = next ?? waiting;
        next = undefined;
        return running = step(head).finally(() => running = undefined);
      });
      next = { head, change };
      return change;
    },
    since(start) {
      if (last === undefined || start < from) return undefined;
      return { logs: logs.filter((log) => blockOf(log) >= start), to: last.number };
    },
  };
}

function nameOf({ blockHash, logIndex }: RpcLog): string {
  return `${blockHash} ${logIndex}`;
}
