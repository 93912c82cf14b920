/**
 * A journal on a disk that fills up, of a process that may die at any write.
 *
 * @module
 */
import type { Journal, Opening, RoundKey } from "../../miner/journal/journal.ts";
import type { Fault } from "./faults.ts";

/** How a disk fails. */
export interface FaultyDisk {
  full(): boolean;
  /** Counts a write */
  pull(): Fault | undefined;
  dead(): boolean;
  die(): void;
  opened(seat: string, opening: Opening): void;
}

/** Puts a failing disk under a journal. */
export function faultyJournal(journal: Journal, disk: FaultyDisk): Journal {
  const { calls, verdicts } = journal;

  function write<T>(work: () => T): T {
    if (disk.dead()) throw new Error("the process is dead");
    const fault = disk.pull();
    if (fault?.kind === "disk-full" || disk.full()) throw new Error("database or disk is full");
    if (fault?.kind === "kill-write") {
      // Before or after it reached the disk: a write is whole or not there.
      if (fault.size % 2 === 0) work();
      disk.die();
      throw new Error("the process is dead");
    }
    return work();
  }
  function read<T>(work: () => T): T {
    if (disk.dead()) throw new Error("the process is dead");
    return work();
  }

  return {
    recordOpening: (round, opening) =>
      write(() => {
        const kept = journal.recordOpening(round, opening);
        disk.opened(nameOf(round), kept);
        return kept;
      }),
    opening: (round) => read(() => journal.opening(round)),
    openingOf: (seat, commitment) => read(() => journal.openingOf(seat, commitment)),
    recordDeposit: (place, deposit) => write(() => journal.recordDeposit(place, deposit)),
    deposit: (place) => read(() => journal.deposit(place)),
    endDeposit: (place, ending) => write(() => journal.endDeposit(place, ending)),
    lostStakes: (place) => read(() => journal.lostStakes(place)),
    calls: {
      open: (account) => read(() => calls.open(account)),
      add: (account, call) => write(() => calls.add(account, call)),
      addAttempt: (call, attempt) => write(() => calls.addAttempt(call, attempt)),
      mark: (call, state) => write(() => calls.mark(call, state)),
      displace: (call) => write(() => calls.displace(call)),
    },
    verdicts: {
      find: (key) => read(() => verdicts.find(key)),
      keep: (key, judgement) => {
        try {
          return write(() => verdicts.keep(key, judgement));
        } catch {
          return false;
        }
      },
    },
    readOnly: journal.readOnly,
    database: journal.database,
    close: () => journal.close(),
  };
}

/** A seat in a round of one identity. */
export function nameOf({ competition, round, identity, miner }: RoundKey): string {
  return `${competition}/${round}/${miner}/${identity}`.toLowerCase();
}
