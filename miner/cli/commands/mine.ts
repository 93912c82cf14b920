import { Cron } from "croner";
import { parseEther } from "viem";
import { CHAIN_OPTIONS, type Connection, openConnection } from "../../chain/client.ts";
import { countCompetitions } from "../../chain/read_competition.ts";
import { createSender } from "../../chain/sender.ts";
import type { MinerContext } from "../../duties/context.ts";
import type { Duty } from "../../duties/due.ts";
import { performDuties } from "../../duties/perform.ts";
import { DemlError, EXIT } from "../../errors.ts";
import { openEvaluator } from "../../evaluation/evaluator.ts";
import { openBlockStore } from "../../ipfs/block_store.ts";
import { openJournal } from "../../journal/journal.ts";
import { openSigner, SIGNER_OPTIONS } from "../../wallet/signer.ts";
import { type Command, type Invocation, usage } from "../command.ts";
import { EVALUATOR_OPTIONS, evaluatorOptions } from "../evaluator_option.ts";
import { toJson } from "../format.ts";
import { progressLine } from "../progress_line.ts";
import type { Terminal } from "../terminal.ts";
import { GATEWAY_OPTION, gatewaysOf, HOME_OPTION, makeHome } from "../home_option.ts";

/** How often a staying miner looks, in seconds: a block of mainnet. */
const POLL = 12;

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
      help: "The largest stake to deposit in one competition",
      default: "1",
    },
    { name: "once", help: "Do what is due now, then end" },
    { name: "cron", value: "PATTERN", help: 'Look when this says, e.g. "*/5 * * * *"' },
    { name: "poll", value: "SECONDS", help: "How often to look", default: String(POLL) },
    ...EVALUATOR_OPTIONS,
  ],
  notes: `A miner deposits a stake, takes a seat in a round, commits to its scores, reveals them and
is paid for each that agrees. It gets the stake back with the fees when the
competition ends. A committed row that is not revealed in time forfeits the stake:
keep the miner running, or run it at least once in every reveal window. Reveals go on
while a model is evaluated.

Models run in a child process that can reach nothing: docs/SECURITY.md says what that
promises with each --engine and --sandbox, \`deml doctor\` what this machine gives. A
model that crashes, or passes a limit, makes the miner abstain from its round; with
--engine it also abstains where the spec demands the other one.

The journal holds what a reveal needs. Never delete it while a round runs, and
never run two miners with one key.`,
  examples: [
    "deml mine --rpc https://rpc.example --contract 0x5FbD… --key-file miner.key",
    "deml mine --once --rpc http://127.0.0.1:8545 --contract 0x5FbD…",
    'deml mine --cron "*/5 * * * *" --competition 3',
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
  const connection = await openConnection(invocation);
  const account = await openSigner(invocation);
  const home = await makeHome(invocation);
  const journal = openJournal(`${home}/${account.address.toLowerCase()}.sqlite`);
  const { terminal } = invocation;
  const log = (line: string) => terminal.note(`${new Date().toISOString().slice(0, 19)}Z ${line}`);
  const evaluator = openEvaluator({ ...evaluatorOptions(invocation), strict: true, log });
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
    evaluator,
    maxStake,
    sources: { gateways: gatewaysOf(invocation), store: await openBlockStore(`${home}/blocks`) },
    log,
    onProgress: progressOf(terminal),
    urgent: {
      every: 1_000 * poll,
      perform: () => look(context, wanted, ["reveal"]),
    },
    signal: invocation.signal,
  };
  try {
    log(`${account.address} mines on chain ${connection.chainId}, contract ${connection.contract}`);
    await sender.resume();
    if (invocation.flag("once")) {
      await look(context, wanted);
      if (invocation.json) terminal.out(toJson({ miner: account.address, performed }));
      else if (performed.length === 0) log("nothing is due");
    } else {
      await stay(context, wanted, schedule, poll);
    }
    return EXIT.ok;
  } finally {
    await evaluator.close();
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

/** Looks at each competition once and does what is due there. */
async function look(
  context: MinerContext,
  wanted: bigint[],
  kinds?: Duty["kind"][],
): Promise<void> {
  const ids = wanted.length > 0 ? wanted : await allCompetitions(context.connection);
  for (const id of ids) {
    await performDuties(context, id, kinds);
  }
}

/** Looks again and again until it is told to stop; failures of a look do not end the miner. */
async function stay(
  context: MinerContext,
  wanted: bigint[],
  schedule: Cron | undefined,
  poll: number,
): Promise<void> {
  const signal = context.signal!;
  while (!signal.aborted) {
    const wait = schedule ? schedule.msToNext() : 1_000 * poll;
    if (wait === null) throw usage(mine, "--cron names no time in the future");
    // With a schedule the first look waits for its time; polling begins at once.
    if (schedule) await pause(wait, signal);
    if (signal.aborted) break;
    try {
      await look(context, wanted);
    } catch (error) {
      if (signal.aborted) break;
      if (!(error instanceof DemlError) || error.code === "usage") throw error;
      context.log(`${error.message}. ${error.remedy}`);
    }
    if (!schedule) await pause(wait, signal);
  }
  context.log("stopped; the journal keeps what a reveal needs");
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const stop = () => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal.addEventListener("abort", stop, { once: true });
  });
}

/** The competitions to look at, newest last: also in one that is over something may be owed. */
async function allCompetitions(connection: Connection): Promise<bigint[]> {
  const count = await countCompetitions(connection);
  const ids = Array.from({ length: Number(count) }, (_, index) => BigInt(index + 1));
  return ids.slice(-MOST_COMPETITIONS);
}

/** Of very many competitions the latest are looked at; name older ones with --competition. */
const MOST_COMPETITIONS = 200;

function parsePattern(pattern: string): Cron {
  try {
    return new Cron(pattern);
  } catch (cause) {
    throw usage(mine, `--cron "${pattern}" is no cron pattern: ${(cause as Error).message}`);
  }
}

function amount(text: string): bigint {
  if (!/^\d+(\.\d{1,18})?$/.test(text)) throw usage(mine, `--max-stake takes ether, not "${text}"`);
  return parseEther(text);
}
