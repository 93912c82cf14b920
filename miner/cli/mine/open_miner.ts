/**
 * A miner as `deml mine` runs it: key, lock, journal, evaluators, sender and figures.
 *
 * @module
 */
import { formatEther } from "viem";
import type { Connection } from "../../chain/client.ts";
import { openConnection, rpcOf } from "../chain_option.ts";
import { isLocal } from "../../chain/local_chains.ts";
import type { MinerContext } from "../../duties/context.ts";
import { createMemory } from "../../duties/memory.ts";
import { ENGINES } from "../../evaluation/engine/engine.ts";
import { openEvaluator } from "../../evaluation/host/evaluator.ts";
import { closeJudges, openJudges } from "../../evaluation/host/judges.ts";
import { failureOf } from "../../../protocol/errors.ts";
import { type BlockStore, openBlockStore } from "../../ipfs/block_store.ts";
import { homeBlocks } from "../../ipfs/home_blocks.ts";
import { type Journal, openJournal } from "../../journal/journal.ts";
import { lockAccount } from "../../journal/lock.ts";
import { otherChains } from "../../journal/other_chains.ts";
import { openReserve } from "../../journal/reserve.ts";
import type { Log } from "../../base/log.ts";
import type { Metrics } from "../../metrics/metrics.ts";
import { timeJudges } from "../../metrics/time_judges.ts";
import type { RefusedTerm } from "../../../protocol/terms/refused_terms.ts";
import { createSender, type Sender } from "../../transactions/sender.ts";
import { openSigner } from "../signer_option.ts";
import type { Invocation } from "../command.ts";
import { evaluatorOptions } from "../evaluator_option.ts";
import { requireCompetition } from "../competition_option.ts";
import { gatewaysOf, homeMade } from "../home_option.ts";
import { progressLine } from "../progress_line.ts";
import { showRefused } from "../../../protocol/format/refused_sentences.ts";
import type { Terminal } from "../terminal.ts";
import { lookAfterUrgent } from "./look.ts";
import { metricsOf } from "./metrics_option.ts";
import { createReadiness } from "./readiness.ts";
import { copyJournal, rehearsingSender } from "./rehearsal.ts";
import type { Settings } from "./settings.ts";
import { tellJudged, tellMined, tellSent } from "./tell.ts";
import { acceptFlags } from "./accept_flags.ts";

/** A call that was mined, or in a rehearsal would be sent, as `--json` prints it. */
export interface Performed {
  competition: string;
  duty: string;
  gas: string;
  /** Of one that was mined */
  transaction?: string;
  /** Wei sent along by one that would be sent */
  value?: string;
}

/** A miner that is ready to poll. */
export interface OpenMiner {
  context: MinerContext & { signal: AbortSignal };
  metrics: Metrics;
  /** In order; grows while it works */
  performed: Performed[];
  close(): Promise<void>;
}

/** Opens all that a miner needs. */
export async function openMiner(
  invocation: Invocation,
  settings: Settings,
  log: Log,
): Promise<OpenMiner> {
  const connection = await openConnection(invocation, {
    blockTime: settings.givenBlockTime,
    log,
    // One that exits reports that there is no chain; one that stays waits for it.
    waits: !settings.once,
  });
  const local = isLocal(connection.chainId);
  if (settings.once) {
    for (const id of settings.wanted) await requireCompetition(connection, id);
  }
  const account = await openSigner(invocation);
  const home = await homeMade(invocation);
  const path = `${home}/${account.address.toLowerCase()}.sqlite`;
  const { journal, close: closeJournal } = settings.dryRun
    ? await copyJournal(path)
    : openLocked(home, path, { chainId: connection.chainId, address: account.address }, log);
  tellOtherChains(journal, connection, log);
  const memory = createMemory();
  const confirmations = settings.confirmations(local);
  const { poll, schedule, wanted } = settings;
  const rpcs = rpcOf(invocation);
  const metrics = metricsOf({ connection, journal, memory, home, rpcs, poll, schedule });
  const { meter } = metrics;
  const performed: Performed[] = [];
  const sender: Sender = settings.dryRun
    ? rehearsingSender(connection, account, ({ write, gas, cost }) => {
      const { purpose, functionName: duty, args, value = 0n } = write;
      performed.push({
        competition: String(args[0]),
        duty,
        gas: String(gas),
        value: String(value),
      });
      if (invocation.json) return;
      invocation.terminal.out(
        `would ${purpose}: ${formatEther(value)} ETH, ${gas} gas for at most ${
          formatEther(cost)
        } ETH`,
      );
    })
    : createSender(connection, account, {
      record: journal.calls,
      log,
      maxFee: settings.maxFee,
      confirmations,
      onSent: tellSent(log),
      onMined(write, mined) {
        tellMined(log, write, mined);
        meter.mined(write, mined);
        if (!mined.success) return;
        const { functionName: duty, args } = write;
        const { hash: transaction, gasUsed } = mined;
        performed.push({
          competition: String(args[0]),
          duty,
          transaction,
          gas: String(gasUsed),
        });
      },
    });
  const { judges, engine, engines, sandbox } = openEngines(invocation, log);
  const gateways = gatewaysOf(invocation);
  const blockTime = settings.blockTime(local);
  const context: OpenMiner["context"] = {
    connection,
    sender,
    journal,
    judges: timeJudges(judges, meter),
    memory,
    maxStake: settings.maxStake,
    accepted: settings.accepted,
    engine,
    leaving: settings.leaving,
    blockTime,
    confirmations,
    sources: { gateways, store: await openStore(home, journal, log) },
    log,
    onJudged: tellJudged(log),
    onRefused: (id, refused) =>
      log(refusal(id, refused), { level: "warn", event: "refused", competition: id }),
    onProgress: progressOf(invocation.terminal),
    urgent: {
      every: 1_000 * poll,
      perform: async () => meter.looked((await lookAfterUrgent(context, wanted)).failure),
    },
    requireReady: createReadiness({
      engines,
      sandbox,
      gateways,
      home,
      client: connection.client,
      ticking: !local && blockTime > 0,
      signal: invocation.signal,
    }),
    meter,
    signal: invocation.signal,
  };
  return {
    context,
    metrics,
    performed,
    async close() {
      await closeJudges(judges);
      connection.endpoints?.close();
      closeJournal();
    },
  };
}

/** The journal, locked for this process. */
function openLocked(
  home: string,
  path: string,
  account: Parameters<typeof lockAccount>[1],
  log: Log,
) {
  const lock = lockAccount(home, account);
  const journal = openJournal(path, { reserve: openReserve(home), log });
  if (journal.readOnly !== undefined) {
    log(
      `NOTHING CAN BE RECORDED: the journal is read-only (${journal.readOnly}). ` +
        "Reveals continue, nothing else does. Free space on its disk and start again",
      { level: "error", event: "read-only" },
    );
  }
  return {
    journal,
    close() {
      journal.close();
      lock.release();
    },
  };
}

/** Reports stakes that this miner does not look after: the endpoint may be the wrong one. */
function tellOtherChains({ database }: Journal, connection: Connection, log: Log): void {
  const { chainId, genesis } = connection;
  for (const other of otherChains(database, connection)) {
    const again = other.chainId === chainId;
    log(
      `the journal has ${other.deposits} ${other.deposits === 1 ? "deposit" : "deposits"} on ` +
        (again ? `another chain ${chainId}` : `chain ${other.chainId}`) +
        ` (first block ${other.genesis}), which this miner does not look at: its --rpc is of ` +
        `chain ${chainId} (first block ${genesis})`,
      { level: again ? "error" : "warn", event: "other-chain" },
    );
  }
}

/** The blocks of a home. A miner that cannot record anything reveals without them. */
async function openStore(
  home: string,
  { readOnly }: Journal,
  log: Log,
): Promise<BlockStore | undefined> {
  try {
    // It fails here, not at the first block.
    await openBlockStore(`${home}/blocks`);
    return homeBlocks(home).fetched;
  } catch (error) {
    if (readOnly === undefined) throw error;
    const failure = failureOf(error);
    log("no blocks are stored", { level: "warn", event: "read-only", failure });
  }
}

function openEngines(invocation: Invocation, log: Log) {
  const { engine, ...options } = evaluatorOptions(invocation);
  const crossCheck = !invocation.flag("no-cross-check");
  const strict = { ...options, strict: true, log };
  return {
    engine,
    engines: engine === undefined || (engine === "native" && crossCheck) ? ENGINES : [engine],
    sandbox: options.sandbox ?? "auto",
    // With --engine wasm no native code runs at all, so there is nothing to cross-check.
    judges: engine === "wasm"
      ? { evaluator: openEvaluator({ ...strict, engine }) }
      : openJudges(strict, { crossCheck }),
  };
}

/** Shows the progress of evaluations; nothing with --json or without a terminal. */
function progressOf(terminal: Terminal): MinerContext["onProgress"] {
  const started = new Map<number, number>();
  return (model, done, rows) => {
    const begun = started.get(model) ?? performance.now();
    started.set(model, begun);
    const seconds = (performance.now() - begun) / 1_000;
    terminal.progress(progressLine(`Evaluating model ${model}`, done, rows, "rows", seconds));
    if (done === rows) {
      started.delete(model);
      terminal.clear();
    }
  };
}

function refusal(id: bigint, refused: RefusedTerm[]): string {
  const reasons = refused.map((term) => `${showRefused(term)}.`).join(" ");
  return `competition ${id} is refused. ${reasons} To join it anyway: ${acceptFlags(refused)}`;
}
