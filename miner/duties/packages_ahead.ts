/**
 * Packages that are fetched while the evaluator is busy with earlier ones: several with one request
 * if they are on the chain, and no more bytes than may wait.
 *
 * @module
 */
import { packageFrom, type Part, readPackage, readPartsOf } from "../chain/read_package.ts";
import type { Competition } from "../../protocol/state/competition.ts";
import type { Model } from "../../protocol/state/model.ts";
import type { Connection } from "../chain/client.ts";
import type { FetchOptions } from "../ipfs/fetch.ts";

/**
 * The most bytes of packages that wait for the evaluator; a larger one is fetched when it is
 * needed.
 */
const MOST_WAITING = 32 * 1024 * 1024;
/** Bytes per request: as hex, half of the largest possible answer. */
const MOST_TOGETHER = 4 * 1024 * 1024;
/** Bytes of the first request, which the evaluator waits for; each next one has twice as many. */
const FIRST_TOGETHER = 1024 * 1024;
/** Requests pending at once. */
const MOST_FETCHING = 4;

/** What is known about a model before it is fetched. */
type Wanted = Pick<Model, "id" | "size" | "published" | "digest">;
/** A package, or the reason why it is missing, reported when it is needed. */
type Fetched = () => Uint8Array | undefined | Promise<Uint8Array | undefined>;

/** Packages, in the order in which they are needed. */
export interface Packages {
  /** Requests the first ones, while what they are for is prepared. */
  begin(): void;
  /** Takes a package, once. Returns and throws what `readPackage` does. */
  take(model: Wanted): Promise<Uint8Array | undefined>;
  /** Whether a package is among these, and was not taken. */
  holds(model: Wanted): boolean;
}

/** Where packages come from. */
export interface PackageSource {
  /** Fetches one. */
  one(model: Wanted): Promise<Uint8Array | undefined>;
  /** Fetches several that are on the chain; a failure is reported when its package is needed. */
  several(models: Wanted[]): Promise<Map<number, Fetched>>;
}

/**
 * Packages of a competition's models. Nothing is fetched before the first is taken; packages that
 * one poll fetched and did not use are left to the next.
 */
export function packagesOf(
  { connection, sources, signal, memory }: {
    connection: Connection;
    sources: Pick<FetchOptions, "gateways" | "store" | "shared">;
    signal?: AbortSignal;
    /** Those that the last poll left */
    memory: { packages?: { competition: bigint; packages: Packages } };
  },
  competition: Competition,
  models: readonly Wanted[],
): Packages {
  const { id } = competition;
  const before = memory.packages?.competition === id ? memory.packages.packages : undefined;
  if (before !== undefined && models.every((model) => before.holds(model))) return before;
  const packages = packagesAhead(models, {
    one: (model) => readPackage(connection, competition, model, { ...sources, signal }),
    async several(group) {
      let reading: Promise<Map<number, Part[]>> | undefined;
      const read = () => reading ??= readPartsOf(connection, competition, group);
      const packages = await Promise.all(group.map((model) => {
        const parts = async () => (await read()).get(model.id) ?? [];
        return settled(model, packageFrom(connection, competition, model, parts, sources.shared));
      }));
      // A failed request says nothing about any package.
      await reading;
      return new Map(packages);
    },
  });
  memory.packages = { competition: id, packages };
  return packages;
}

/** A request, and its packages that have not been taken. */
interface Group {
  models: Wanted[];
  bytes: number;
  fetched?: Promise<Map<number, Fetched>>;
}

/** Fetches in groups, ahead of the consumer. */
export function packagesAhead(
  models: readonly Wanted[],
  source: PackageSource,
  most = MOST_WAITING,
): Packages {
  const groups = groupsOf(models);
  const groupOf = new Map(
    groups.flatMap((group) => group.models.map((model) => [keyOf(model), group])),
  );
  let waiting = 0;
  let fetching = 0;

  function start(group: Group): Promise<Map<number, Fetched>> {
    if (group.fetched !== undefined) return group.fetched;
    waiting += group.bytes;
    fetching++;
    group.fetched = fetchGroup(group, source).finally(() => fetching--);
    return group.fetched;
  }

  function startNext(): void {
    for (const group of groups) {
      if (group.fetched !== undefined) continue;
      if (fetching >= MOST_FETCHING || waiting + group.bytes > most) return;
      start(group);
    }
  }

  return {
    begin() {
      // A group's failure is reported when its packages are needed.
      const [first] = groups;
      if (first !== undefined) start(first);
    },
    async take(model) {
      const group = groupOf.get(keyOf(model));
      groupOf.delete(keyOf(model));
      if (group === undefined) return await source.one(model);
      const fetched = start(group);
      // A large answer would share its way with the one that is waited for.
      if (group.models.length === 1) startNext();
      const found = await fetched;
      const get = found.get(model.id);
      if (get === undefined) return await source.one(model);
      found.delete(model.id);
      try {
        return await get();
      } finally {
        waiting -= model.size;
        startNext();
      }
    },
    holds: (model) => groupOf.has(keyOf(model)),
  };
}

/** After a reorganization, another model may be at a place. */
function keyOf({ id, digest }: Wanted): string {
  return `${id}/${digest}`;
}

/** Never fails: packages that cannot be fetched together are fetched alone when needed. */
async function fetchGroup(
  { models }: Group,
  source: PackageSource,
): Promise<Map<number, Fetched>> {
  if (models.length > 1) {
    try {
      return await source.several(models);
    } catch {
      return new Map(models.map((model) => [model.id, () => source.one(model)]));
    }
  }
  return new Map(await Promise.all(models.map((model) => settled(model, source.one(model)))));
}

/** A package with its place; a failure is reported when the package is needed. */
async function settled(
  { id }: Wanted,
  fetching: Promise<Uint8Array | undefined>,
): Promise<[number, Fetched]> {
  return [
    id,
    await fetching.then(
      (bytes) => () => bytes,
      (error) => () => Promise.reject(error),
    ),
  ];
}

/** Neighbours on the chain together, up to one request's bytes; others alone. */
function groupsOf(models: readonly Wanted[]): Group[] {
  const groups: Group[] = [];
  let open: Group | undefined;
  let most = FIRST_TOGETHER;
  for (const model of models) {
    const onChain = model.published >= model.size;
    const full = open !== undefined && open.bytes + model.size > most;
    if (full) most = Math.min(2 * most, MOST_TOGETHER);
    if (open === undefined || !onChain || full) {
      groups.push(open = { models: [], bytes: 0 });
    }
    open.models.push(model);
    open.bytes += model.size;
    if (!onChain) open = undefined;
  }
  return groups;
}
