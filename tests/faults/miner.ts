/**
 * A miner under test: the real duties, sender and journal on disk, over a line that fails. What a
 * crash leaves of it is the journal's file.
 *
 * @module
 */
import type { Address, Hex } from "viem";
import type { PrivateKeyAccount } from "viem/accounts";
import { lookAndJudge, type Looked } from "../../miner/cli/mine/look.ts";
import { ACCEPTED } from "../../miner/demo/context_on.ts";
import type { MinerContext } from "../../miner/duties/context.ts";
import { createMemory } from "../../miner/duties/memory.ts";
import type { Evaluator } from "../../miner/evaluation/host/evaluator.ts";
import { type Journal, type Opening, openJournal } from "../../miner/journal/journal.ts";
import { createSender } from "../../miner/transactions/sender.ts";
import { hashOf } from "../reference/random.ts";
import type { Fault, Triggers } from "./faults.ts";
import { type FaultyDisk, faultyJournal } from "./faulty_journal.ts";
import type { Line, Proxy } from "./proxy.ts";
import { BLOCK_TIME, connectionThrough, type World } from "./world.ts";
import type { Log } from "../../miner/base/log.ts";

/** A miner whose life has been faulty. */
export interface FaultyMiner {
  number: number;
  address: Address;
  /** What the daemon would work with now */
  readonly context: MinerContext;
  /** Every write fails from now on */
  diskFull: boolean;
  /** One poll, as in the daemon; a killed miner starts again. */
  look(): Promise<Looked | undefined>;
  /** Everything but the journal's file is thrown away */
  restart(): void;
  /** As `restart`, and the file is gone as well */
  loseJournal(): Promise<void>;
  close(): void;
}

/** What became of miners, told to whoever counts. */
export interface Reports {
  log: Log;
  /** A poll threw an exception: the daemon would have exited */
  ended(error: unknown): void;
  /** A commitment was recorded for a seat in a round of this identity */
  opened(seat: string, opening: Opening): void;
  /** A fault that is not the line's or the disk's */
  happens(fault: Fault): Promise<void>;
}

/** How long a miner waits for an answer, in milliseconds: what hangs, hangs for longer. */
const TIMEOUT = 400;
/** What miners on a public chain wait for. */
const CONFIRMATIONS = 3;
/** Terms that nobody joins except on their own chain. */
const ACCEPT = [...ACCEPTED, "reveal-window-short", "cheap-quorum"] as const;

/** An evaluator that answers at once: a score that follows from the bytes. */
export const oracle = {
  width: 2,
  engineVersion: undefined,
  sandbox: undefined,
  prepare: () => {},
  load: () =>
    Promise.resolve({
      evaluate: (bytes: Uint8Array) => Promise.resolve(verdictOf(bytes)),
    }),
  rest: () => Promise.resolve(),
  close: () => Promise.resolve(),
} as unknown as Evaluator;

/** What the oracle says of a package. */
export function verdictOf(bytes: Uint8Array) {
  const hash = hashOf(bytes.length, bytes.subarray(0, 64).toHex());
  return { kind: "scored", score: Number.parseInt(hash.slice(2, 10), 16) % 100_001, root: hash };
}

/** What the oracle says of each model of a world, by its digest. */
export function scoresIn({ packages, digests }: World): Map<Hex, number> {
  return new Map(packages.map((bytes, at) => [digests[at]!, verdictOf(bytes).score]));
}

/** Starts a miner. */
export function startMiner(
  world: World,
  proxy: Proxy,
  { number, account, folder, triggers, reports }: {
    number: number;
    account: PrivateKeyAccount;
    folder: string;
    triggers: Triggers;
    reports: Reports;
  },
): FaultyMiner {
  const journalPath = `${folder}/${account.address}.sqlite`;
  let line: Line;
  let journal: Journal;
  let context: MinerContext;
  const log: Log = (text, about) => reports.log(`miner ${number}: ${text}`, about);

  function start(): void {
    line = proxy.open(number, triggers);
    journal = openJournal(journalPath);
    const disk: FaultyDisk = {
      full: () => miner.diskFull,
      pull: () => triggers.pull("write"),
      dead: () => line.dead,
      die: () => line.dead = true,
      opened: reports.opened,
    };
    const faulty = faultyJournal(journal, disk);
    const connection = connectionThrough(line.url, world.connection, TIMEOUT);
    context = {
      connection,
      sender: createSender(connection, account, {
        record: faulty.calls,
        log,
        confirmations: CONFIRMATIONS,
      }),
      journal: faulty,
      judges: { evaluator: oracle },
      memory: createMemory(),
      sources: { gateways: [world.gateway.url] },
      log,
      // It may lose none: a stake that is counted as lost without being so shows.
      maxStake: world.terms.seatStake,
      accepted: new Set(ACCEPT),
      blockTime: BLOCK_TIME,
      confirmations: CONFIRMATIONS,
    };
  }

  function restart(): void {
    line.dead = true;
    journal.close();
    start();
  }

  start();
  const miner: FaultyMiner = {
    number,
    address: account.address,
    get context() {
      return context;
    },
    diskFull: false,
    async look() {
      const fault = triggers.pull("look");
      line.mood = undefined;
      if (fault?.kind === "restart") restart();
      else if (fault !== undefined && isOfTheWorld(fault)) await reports.happens(fault);
      else line.mood = fault;
      const { down } = world.gateway;
      if (fault?.kind === "gateway") world.gateway.down = true;
      let looked: Looked | undefined;
      // The chain's clock is ahead of the machine's: what was read a block ago is old.
      context.memory.ahead.clear();
      try {
        looked = await lookAndJudge(context, [world.id]);
      } catch (error) {
        if (!line.dead) reports.ended(error);
      }
      world.gateway.down = down;
      if (line.dead) {
        log("was killed, and starts again");
        restart();
        return undefined;
      }
      return looked;
    },
    restart,
    async loseJournal() {
      line.dead = true;
      journal.close();
      for (const end of ["", "-wal", "-shm"]) {
        await Deno.remove(journalPath + end).catch(() => {});
      }
      start();
    },
    close: () => journal.close(),
  };
  return miner;
}

function isOfTheWorld({ kind }: Fault): boolean {
  return kind === "reorg" || kind === "fee";
}
