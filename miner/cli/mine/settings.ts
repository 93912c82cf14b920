/**
 * The flags of `deml mine`, checked before anything is connected.
 *
 * @module
 */
import { Cron } from "croner";
import { parseEther, parseGwei } from "viem";
import { isRefusedTerm, REFUSED_TERMS } from "../../../protocol/terms/refused_terms.ts";
import { type Invocation, type Option, usage } from "../command.ts";
import { METRICS_OPTION, metricsAddress } from "./metrics_option.ts";

/** How often a staying miner polls, in seconds: a block of mainnet. */
const POLL = 12;
/** Seconds between two blocks of mainnet, and of a chain that mines when something is sent. */
const BLOCK_TIME = { public: 12, local: 0 };
/** Blocks after which a receipt counts: since 2022 no reorganization of mainnet reverted two. */
const CONFIRMATIONS = { public: 3, local: 1 };
/** More blocks than finality takes. */
const MOST_CONFIRMATIONS = 128;

export const SETTINGS_OPTIONS: Option[] = [
  {
    name: "competition",
    value: "ID",
    repeat: true,
    help: "Mine this one only; may be repeated; the default is all",
  },
  {
    name: "max-stake",
    value: "ETH",
    help: "The most to put at stake in one competition, lost stakes included",
    default: "1",
  },
  {
    name: "max-fee",
    value: "GWEI",
    help: "The most to offer per gas; without it, a reveal may cost as much as its stake",
  },
  {
    name: "accept",
    value: "TERM",
    repeat: true,
    help: "Join competitions despite this refused term; may be repeated",
  },
  { name: "leave", help: "Take stakes and fees out as soon as they are free; enrol in nothing" },
  { name: "once", help: "Do what is due now, then exit" },
  { name: "dry-run", help: "Poll once and print what would be sent; send and record nothing" },
  { name: "cron", value: "PATTERN", help: 'When to poll, e.g. "*/5 * * * *"' },
  { name: "poll", value: "SECONDS", help: "How often to poll", default: String(POLL) },
  {
    name: "block-time",
    value: "SECONDS",
    help:
      "Between two blocks; 0: do not wait for turns and depth. The default is 12, on local chains 0",
  },
  {
    name: "confirmations",
    value: "N",
    help:
      "Blocks, including its own, after which a transaction is final. The default is 3, on local chains 1",
  },
  METRICS_OPTION,
];

/** Their values. */
export interface Settings {
  wanted: bigint[];
  /** Wei */
  maxStake: bigint;
  /** Wei per gas */
  maxFee: bigint | undefined;
  accepted: ReadonlySet<string>;
  leaving: boolean;
  /** Whether it exits when nothing is due */
  once: boolean;
  dryRun: boolean;
  schedule: Cron | undefined;
  /** Seconds */
  poll: number;
  blockTime(local: boolean): number;
  /** As given on the command line, if it is */
  givenBlockTime: number | undefined;
  confirmations(local: boolean): number;
  metrics: { hostname: string; port: number } | undefined;
}

/** Reads the flags. */
export function readSettings(invocation: Invocation): Settings {
  const { command } = invocation;
  const pattern = invocation.text("cron");
  const metrics = metricsAddress(invocation);
  const dryRun = invocation.flag("dry-run");
  const once = invocation.flag("once") || dryRun;
  if (once && (pattern !== undefined || metrics !== undefined)) {
    const [one, other] = [dryRun ? "--dry-run" : "--once", pattern ? "--cron" : "--metrics"];
    throw usage(command, `${one} and ${other} exclude each other`);
  }
  const blockTime = invocation.integer("block-time", { min: 0, max: 3_600 });
  const confirmations = invocation.integer("confirmations", { min: 1, max: MOST_CONFIRMATIONS });
  const maxFee = invocation.text("max-fee");
  return {
    wanted: invocation.texts("competition").map((text) => {
      if (/^[1-9]\d{0,15}$/.test(text)) return BigInt(text);
      throw usage(command, `--competition takes a number, not "${text}"`);
    }),
    maxStake: parseEther(decimal(invocation, "max-stake", invocation.required("max-stake"), 18)),
    maxFee: maxFee === undefined ? undefined : parseGwei(decimal(invocation, "max-fee", maxFee, 9)),
    accepted: new Set(
      invocation.texts("accept").map((name) => {
        if (isRefusedTerm(name)) return name;
        throw usage(command, `--accept takes ${REFUSED_TERMS.miners.join(", ")}, not "${name}"`);
      }),
    ),
    leaving: invocation.flag("leave"),
    once,
    dryRun,
    schedule: pattern === undefined ? undefined : parsePattern(invocation, pattern),
    poll: invocation.requiredInteger("poll", { min: 1, max: 86_400 }),
    givenBlockTime: blockTime,
    blockTime: (local) => blockTime ?? BLOCK_TIME[local ? "local" : "public"],
    confirmations: (local) => confirmations ?? CONFIRMATIONS[local ? "local" : "public"],
    metrics,
  };
}

function parsePattern({ command }: Invocation, pattern: string): Cron {
  let schedule: Cron;
  try {
    schedule = new Cron(pattern);
  } catch (cause) {
    throw usage(command, `--cron "${pattern}" is not a cron pattern: ${(cause as Error).message}`);
  }
  if (schedule.nextRun() !== null) return schedule;
  throw usage(command, `--cron "${pattern}" never matches a time in the future`);
}

/** A positive decimal number with at most so many decimals, as text. */
function decimal(
  { command }: Invocation,
  name: string,
  text: string,
  digits: number,
): string {
  if (new RegExp(`^\\d{1,9}(\\.\\d{1,${digits}})?$`).test(text)) return text;
  const unit = command.options.find((option) => option.name === name)?.value;
  throw usage(command, `--${name} takes ${unit}, e.g. 0.5, not "${text}"`);
}
