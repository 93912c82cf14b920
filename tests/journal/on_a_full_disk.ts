/**
 * What a journal does on a full disk, in its own process within a small file system: each
 * step prints what it found, as JSON.
 *
 * @module
 */
import { DemlError } from "../../protocol/errors.ts";
import { type Opening, openJournal, type RoundKey } from "../../miner/journal/journal.ts";
import { openReserve } from "../../miner/journal/reserve.ts";

const [home, step] = Deno.args as [string, string];
const PATH = `${home}/a.sqlite`;
const FILL = `${home}/fill`;
const said: string[] = [];

const round = (index: number): RoundKey => ({
  chainId: 31337,
  genesis: `0x${"ee".repeat(32)}`,
  contract: `0x${"aa".repeat(20)}`,
  competition: 1n,
  miner: `0x${"bb".repeat(20)}`,
  round: index,
  identity: `0x${"ff".repeat(32)}`,
});
/** As large as a row of 32 models and more, so that no page of before has room for it. */
const opening = (index: number): Opening => ({
  scores: `0x${"017bb6".repeat(3_000)}`,
  evidence: `0x${"02".repeat(32)}`,
  salt: `0x${"03".repeat(32)}`,
  commitment: `0x${String(index).padStart(64, "0")}`,
});

function open() {
  return openJournal(PATH, { reserve: openReserve(home), log: (line) => said.push(line) });
}

/** Writes until nothing more fits. */
function fill(): void {
  using file = Deno.openSync(FILL, { create: true, append: true });
  for (const piece of [65_536, 4_096, 1]) {
    try {
      for (;;) file.writeSync(new Uint8Array(piece));
    } catch {
      // The next smaller piece may fit.
    }
  }
}

/** What a journal has and takes. */
function find(wanted: number[], record: number) {
  const journal = open();
  const found = wanted.map((index) => journal.opening(round(index))?.commitment);
  const { readOnly } = journal;
  let recorded: unknown = "recorded";
  try {
    journal.recordOpening(round(record), opening(record));
    recorded = journal.opening(round(record))?.commitment;
  } catch (error) {
    recorded = error instanceof DemlError ? error.code : `${error}`;
  }
  journal.close();
  return { found, readOnly: readOnly !== undefined, recorded };
}

function reserve(): number {
  try {
    return Deno.statSync(`${home}/reserve`).size;
  } catch {
    return 0;
  }
}

const steps: Record<string, () => unknown> = {
  /** A disk that fills while the miner runs, and at each of its starts. */
  filling() {
    const first = open();
    first.recordOpening(round(0), opening(0));
    const kept = reserve();
    fill();
    first.recordOpening(round(1), opening(1));
    const given = reserve();
    fill();
    let full: unknown;
    for (let index = 2; full === undefined && index < 2_000; index++) {
      try {
        first.recordOpening(round(index), opening(index));
      } catch (error) {
        full = error instanceof DemlError ? error.code : `${error}`;
      }
    }
    const still = [first.opening(round(0)), first.opening(round(1))]
      .map((each) => each?.commitment);
    first.close();
    fill();
    const second = find([0, 1], 5_000);
    Deno.removeSync(FILL);
    const third = find([0, 1], 5_000);
    return { kept, given, full, still, second, third, again: reserve(), said };
  },
  /** A miner that ended well, and starts on a full disk with its reserve. */
  starting() {
    open().close();
    fill();
    const found = find([], 0);
    return { found, reserve: reserve(), said };
  },
  /** One that was ended in the middle. */
  crash() {
    open().recordOpening(round(0), opening(0));
    Deno.kill(Deno.pid, "SIGKILL");
  },
  well() {
    const journal = open();
    journal.recordOpening(round(0), opening(0));
    journal.close();
  },
  look: () => find([0], 1),
  /** A lost journal on a full disk without a reserve, twice. */
  lost() {
    fill();
    return [find([0], 1), find([0], 1)];
  },
  /** A full disk without a reserve: SQLite has no room for the index of its log. */
  full() {
    steps.well!();
    Deno.removeSync(`${home}/reserve`);
    fill();
    return find([0], 1);
  },
};
console.log(JSON.stringify(steps[step]!()));
