/**
 * What is read again after a block: whatever it may have changed, and nothing else.
 *
 * @module
 */
import type { Query, QueryClient } from "@tanstack/react-query";
import type { Book } from "./book.ts";
import type { Change } from "./change.ts";

/** What a read depends on. */
export interface DependsOn<T = unknown> {
  /**
   * A competition's number; "list": any competition; "count": how many there are; "block": every
   * block
   */
  on: number | "list" | "count" | "block";
  /** When time changes it, by the chain's clock; then all of its competition is read again */
  due?(data: T): number;
}

/** Reads again what a change, or the time since, has made old; what is not shown waits. */
export function refresh(
  queries: QueryClient,
  book: Book,
  { genesis, timestamp }: { genesis: string; timestamp: number },
  { all, ids, created }: Change,
): void {
  const own = queries.getQueryCache().findAll({ queryKey: [genesis] });
  const touched = new Set([
    ...ids,
    ...book.due(timestamp),
    ...own.flatMap((query) => {
      const { on, due } = dependsOn(query);
      const data = query.state.data;
      return typeof on === "number" && data !== undefined && due && due(data) <= timestamp
        ? [on]
        : [];
    }),
  ]);
  book.touch(all ? undefined : touched);
  const isOld = (query: Query) => {
    const { on } = dependsOn(query);
    // What failed may succeed: a contract is deployed, a node has recovered.
    if (all || on === "block" || query.state.status === "error") return true;
    if (on === "count") return created;
    return on === "list" ? created || touched.size > 0 : touched.has(on);
  };
  void queries.invalidateQueries({ queryKey: [genesis], predicate: isOld });
}

function dependsOn(query: Query): DependsOn {
  return (query.meta as unknown as DependsOn | undefined) ?? { on: "block" };
}
