import { Cron } from "croner";
import { parseEther } from "viem";
import { CHAIN_OPTIONS, openConnection } from "../../chain/client.ts";
import { isLocal } from "../../chain/local_chains.ts";
import { createSender } from "../../chain/sender.ts";
import type { MinerContext } from "../../duties/context.ts";
import { createMemory } from "../../duties/memory.ts";
import { EXIT } from "../../errors.ts";
import { openEvaluator } from "../../evaluation/evaluator.ts";
import { closeJudges, openJudges } from "../../evaluation/judges.ts";
import { openBlockStore } from "../../ipfs/block_store.ts";
import { openJournal } from "../../journal/journal.ts";
import { openSigner, SIGNER_OPTIONS } from "../../wallet/signer.ts";
import { isRefusedTerm, REFUSED_TERMS, type RefusedTerm } from "../../refused_terms.ts";
import { redact } from "../../secrets.ts";
import { oneLine } from "../../visible.ts";
import { AS_ROOT, isRoot, NOT_AS_ROOT } from "../as_root.ts";
import { type Command, type Invocation, usage } from "../command.ts";
import { EVALUATOR_OPTIONS, evaluatorOptions, NO_CROSS_CHECK_OPTION } from "../evaluator_option.ts";
import { toJson } from "../format.ts";
import { progressLine } from "../progress_line.ts";
import { look, lookAndJudge } from "../mine/look.ts";
import { type Pauses, stay } from "../mine/stay.ts";
import { howToAccept, showRefused } from "../refused_sentences.ts";
import { showBecause } from "../show_because.ts";
import { showScore } from "../show_score.ts";
import type { Terminal } from "../terminal.ts";
import { GATEWAY_OPTION, gatewaysOf, HOME_OPTION, homeMade } from "../home_option.ts";

/** How often a staying miner looks, in seconds: a block of mainnet. */
const POLL = 12;
/** Seconds between two blocks of mainnet. */
const BLOCK_TIME = 12;
/** Characters of a log entry: a failure that names every gateway fits, a stranger's novel does not. */
const LONGEST_ENTRY = 1_000;

export const mine: Command = {
  name: "mine",
  summary: "Evaluate models, report scores and earn fees",
  options: [
    ...CHAIN_OPTIONS,
    ...SIGNER_OPTIONS,
    {
      name: "competition",
      value: "ID",
      repeat: true,
      help: "Mine this one only, may be repeated; without it, all",
    },
    GATEWAY_OPTION,
    HOME_OPTION,
    {
      name: "max-stake",
      value: "ETH",
      help: "The most to put at stake in one competition, lost stakes included",
      default: "1",
    },
    {
      name: "accept",
      value: "TERM",
      repeat: true,
      help: "Join competitions though they have this term, which is refused; may be repeated",
    },
    { name: "leave", help: "Take stakes and fees out as soon as they are free; enrol in nothing" },
    { name: "once", help: "Do what is due now, then end" },
    { name: "cron", value: "PATTERN", help: 'Look when this says, e.g. "*/5 * * * *"' },
    { name: "poll", value: "SECONDS", help: "How often to look", default: String(POLL) },
    {
      name: "block-time",
      value: "SECONDS",
      help: "Between two blocks; 0: wait for no turn and no depth. Else 12, on local chains 0",
    },
    NO_CROSS_CHECK_OPTION,
    ...EVALUATOR_OPTIONS,
  ],
  notes: `A miner deposits a stake, which counts in rounds once it is one to two commit windows
old. It judges models while they wait, commits to its scores in every round, reveals
them and is paid for each that agrees. It gets the stake back with the fees when the
competition ends, or with --leave. A stake is lost, whole, by a score further from what
most agreed on than twice the tolerance, and by a committed row that is not revealed in
time: keep the miner running, or run it at least once in every reveal window. Reveals
go on while a model is evaluated.

What it cannot judge it abstains from, model by model: a model without bytes, one that
crashes or passes a limit, and, where the spec demands the native engine, one that the
wasm engine scores otherwise. Abstaining costs nothing, and nothing is paid for it.

It enrols only with the test set in hand, and refuses terms by which somebody could
profit: --accept takes ${REFUSED_TERMS.miners.join(", ")}.

What one miner does for all, such as opening and settling rounds, miners do in turns.

Models run in a child process that can reach nothing: docs/SECURITY.md says what that
promises with each --engine and --sandbox, \`deml doctor\` what this machine gives.

The journal holds what a reveal needs. Never delete it while a round runs, and
never run two miners with one key.`,
  examples: [
    "deml mine --rpc https://rpc.example --contract 0x5FbD… --key-file miner.key",
    "deml mine --once --rpc http://127.0.0.1:8545 --contract 0x5FbD…",
    'deml mine --cron "*/5 * * * *" --competition 3',
    "deml mine --leave --once --competition 3",
  ],
  run,
};

async function run(invocation: Invocation): Promise<number> {
  const pattern = invocation.text("cron");
  if (pattern !== undefined && invocation.flag("once")) {
    throw usage(mine, "--once and --cron exclude each other");
  }
  const poll = invocation.integer("poll", { min: 1, max: 86_400 })!;
  const schedule = pattern === undefined ? undefined : parsePattern(pattern);
  const wanted = invocation.texts("competition").map((text) => {
    if (!/^[1-9]\d{0,15}$/.test(text)) {
      throw usage(mine, `--competition takes a number, not "${text}"`);
    }
    return BigInt(text);
  });
  const maxStake = amount(invocation.required("max-stake"));
  const accepted = new Set(invocation.texts("accept").map(acceptable));
  const blockTime = invocation.integer("block-time", { min: 0, max: 3_600 });
  const connection = await openConnection(invocation);
  const account = await openSigner(invocation);
  const home = await homeMade(invocation);
  const journal = openJournal(`${home}/${account.address.toLowerCase()}.sqlite`);
  const { terminal } = invocation;
  const log = (text: string) =>
    terminal.note(
      `${new Date().toISOString().slice(0, 19)}Z ${oneLine(redact(text), LONGEST_ENTRY)}`,
    );
  const { engine, ...options } = evaluatorOptions(invocation);
  const strict = { ...options, strict: true, log };
  // Who insists on wasm runs no native code at all, and has nothing to cross-check.
  const judges = engine === "wasm"
    ? { evaluator: openEvaluator({ ...strict, engine }) }
    : openJudges(strict, { crossCheck: !invocation.flag("no-cross-check") });
  const performed: { competition: string; duty: string; transaction: string; gas: string }[] = [];
  const sender = createSender(connection, account, journal, (write, receipt) => {
    log(`${write.purpose}: mined, ${receipt.gasUsed} gas`);
    performed.push({
      competition: String(write.args[0]),
      duty: write.functionName,
      transaction: receipt.transactionHash,
      gas: String(receipt.gasUsed),
    });
  });
  const context: MinerContext = {
    connection,
    sender,
    journal,
    judges,
    memory: createMemory(),
    maxStake,
    accepted,
    engine,
    leaving: invocation.flag("leave"),
    blockTime: blockTime ?? (isLocal(connection.chainId) ? 0 : BLOCK_TIME),
    sources: { gateways: gatewaysOf(invocation), store: await openBlockStore(`${home}/blocks`) },
    log,
    onJudged: (model, { score, because }) => {
      const what = model === undefined ? "the test set" : `model ${model}`;
      log(`${what}: ${because === undefined ? showScore(score) : showBecause(because)}`);
    },
    onRefused: (id, refused) => log(refusal(id, refused)),
    onProgress: progressOf(terminal),
    urgent: {
      every: 1_000 * poll,
      perform: async () => void await look(context, wanted, ["reveal"]),
    },
    signal: invocation.signal,
  };
  try {
    if (isRoot()) log(`${AS_ROOT}. ${NOT_AS_ROOT}`);
    log(`${account.address} mines on chain ${connection.chainId}, contract ${connection.contract}`);
    await sender.resume();
    if (invocation.flag("once")) {
      const { failure } = await lookAndJudge(context, wanted);
      if (invocation.json) terminal.out(toJson({ miner: account.address, performed }));
      else if (performed.length === 0 && failure === undefined) log("nothing is due");
      if (failure !== undefined) throw failure;
    } else {
      await stay(context, wanted, pauses(schedule, poll));
    }
    return EXIT.ok;
  } finally {
    await closeJudges(judges);
    journal.close();
  }
}

/** Shows how far the evaluations are; with --json or without a terminal, nothing. */
function progressOf(terminal: Terminal): MinerContext["onProgress"] {
  const started = new Map<number, number>();
  return (model, done, rows) => {
    if (!started.has(model)) started.set(model, performance.now());
    const seconds = (performance.now() - started.get(model)!) / 1_000;
    terminal.progress(progressLine(`Evaluating model ${model}`, done, rows, "rows", seconds));
    if (done === rows) {
      started.delete(model);
      terminal.clear();
    }
  };
}

function refusal(id: bigint, refused: RefusedTerm[]): string {
  const reasons = refused.map((term) => `${showRefused(term)}.`).join(" ");
  return `competition ${id} is refused. ${reasons} To join it all the same: ${
    howToAccept(refused)
  }`;
}

/** How long to wait between two looks, in milliseconds. */
function pauses(schedule: Cron | undefined, poll: number): Pauses {
  if (schedule === undefined) return { next: () => 1_000 * poll, lookAtOnce: true };
  return {
    next() {
      const wait = schedule.msToNext();
      if (wait === null) throw usage(mine, "--cron names no time in the future");
      return wait;
    },
    lookAtOnce: false,
  };
}

function parsePattern(pattern: string): Cron {
  try {
    return new Cron(pattern);
  } catch (cause) {
    throw usage(mine, `--cron "${pattern}" is no cron pattern: ${(cause as Error).message}`);
  }
}

function acceptable(name: string): string {
  if (isRefusedTerm(name)) return name;
  throw usage(mine, `--accept takes ${REFUSED_TERMS.miners.join(", ")}, not "${name}"`);
}

function amount(text: string): bigint {
  if (!/^\d+(\.\d{1,18})?$/.test(text)) throw usage(mine, `--max-stake takes ether, not "${text}"`);
  return parseEther(text);
}
