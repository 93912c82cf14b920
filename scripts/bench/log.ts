/**
 * The gas of calls, by name.
 *
 * @module
 */

/** Gas of every call, in order, by the call's name. */
export type GasLog = Map<string, number[]>;

/** Notes a call's gas. */
export function note(log: GasLog, name: string, gas: number): void {
  log.set(name, [...log.get(name) ?? [], gas]);
}

/** The gas of all calls of these names, or of all calls when no name is given. */
export function total(log: GasLog, ...names: string[]): number {
  const chosen = names.length > 0 ? names : [...log.keys()];
  return chosen.flatMap((name) => log.get(name) ?? []).reduce((sum, gas) => sum + gas, 0);
}

/** Mean gas of the calls of a name. */
export function mean(log: GasLog, name: string): number {
  return total(log, name) / (log.get(name)?.length ?? 1);
}
