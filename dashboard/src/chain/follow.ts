/**
 * Following the contract's events from a page's first block on. The code for it is loaded with the
 * second block: a page that is only looked at does not need it.
 *
 * @module
 */
import type { Connection } from "../../../miner/chain/client.ts";
import type { LogLimit } from "../history/log_limit.ts";
import type { Change, Recent, Step } from "./change.ts";
import { loadPart } from "../parts/load_part.ts";

/** Everything may have changed. */
const ALL: Change = { all: true, ids: new Set(), created: true };
const NOTHING: Change = { all: false, ids: new Set(), created: false };

/** Follows the contract's events. */
export function follow(connection: Connection, limit: LogLimit): Recent {
  let first: Step | undefined;
  let recent: Recent | undefined;
  const load = async (first: Step) => {
    const { followEvents } = await loadPart(() => import("./recent.ts"));
    if (recent === undefined) {
      recent = followEvents(connection, limit);
      await recent.follow(first);
    }
    return recent;
  };
  return {
    async follow(head) {
      first ??= head;
      if (first.hash === head.hash && recent === undefined) return NOTHING;
      try {
        return await (recent ?? await load(first)).follow(head);
      } catch {
        // The code for it cannot be loaded now: everything is read, as without events.
        return ALL;
      }
    },
    since: (from) => recent?.since(from),
  };
}
