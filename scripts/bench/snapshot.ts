/**
 * contracts/gas.json: what our calls cost, kept, so that a change of their gas is seen in review.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/from-file-url";
import type { GasLog } from "./log.ts";
import type { OurGas } from "./ours.ts";

const PATH = fromFileUrl(new URL("../../contracts/gas.json", import.meta.url));

/** The calls of one name: how many, and their gas. */
interface Kept {
  calls: number;
  total: number;
  least: number;
  most: number;
}

/** Scenario, then call. */
type Snapshot = Record<string, Record<string, Kept>>;

/** Writes the snapshot. */
export async function writeSnapshot(ours: OurGas): Promise<void> {
  await Deno.writeTextFile(PATH, JSON.stringify(snapshotOf(ours), undefined, 2) + "\n");
}

/** Compares with the snapshot; answers a line for every difference. */
export async function compareSnapshot(ours: OurGas): Promise<string[]> {
  const kept = flat(JSON.parse(await Deno.readTextFile(PATH)));
  const found = flat(snapshotOf(ours));
  return [...new Set([...kept.keys(), ...found.keys()])]
    .filter((name) => kept.get(name) !== found.get(name))
    .map((name) => `${name}: ${kept.get(name) ?? "none"} → ${found.get(name) ?? "none"}`);
}

function snapshotOf(ours: OurGas): Snapshot {
  const [kilobytes24, kilobytes100] = ours.large;
  return {
    contract: { deployment: keep([ours.deployment]) },
    "20 models, in a pool": keepAll(ours.pooled),
    "20 models, settled with the openings": keepAll(ours.relayed),
    "20 models, self-revealed": keepAll(ours.self),
    "1 model, self-revealed": keepAll(ours.single),
    "20 models, 300 deposits": { settle: keep(ours.crowds[0].get("settle")) },
    "20 models, 800 deposits": { settle: keep(ours.crowds[1].get("settle")) },
    "32 models, 800 distinct rows": { settle: keep(ours.distinct.log.get("settle")) },
    "large models": {
      "submitModel, 24 KB": keep([kilobytes24.gas]),
      "submitModel, 100 KB": keep([kilobytes100.gas]),
    },
  };
}

function keepAll(log: GasLog): Record<string, Kept> {
  return Object.fromEntries([...log].map(([name, gas]) => [name, keep(gas)]));
}

function keep(gas: number[] = []): Kept {
  return {
    calls: gas.length,
    total: gas.reduce((sum, one) => sum + one, 0),
    least: Math.min(...gas),
    most: Math.max(...gas),
  };
}

function flat(snapshot: Snapshot): Map<string, number> {
  return new Map(
    Object.entries(snapshot).flatMap(([scenario, calls]) =>
      Object.entries(calls).flatMap(([name, kept]) =>
        Object.entries(kept).map(([key, value]) =>
          [`${scenario} / ${name} / ${key}`, value] as [string, number]
        )
      )
    ),
  );
}
