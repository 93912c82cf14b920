import type { Cron } from "croner";
import { CHAIN_OPTIONS } from "../chain_option.ts";
import { EXIT } from "../../../protocol/errors.ts";
import { serveMetrics } from "../../metrics/serve_metrics.ts";
import { REFUSED_TERMS } from "../../../protocol/terms/refused_terms.ts";
import { SIGNER_OPTIONS } from "../signer_option.ts";
import { AS_ROOT, isRoot, NOT_AS_ROOT } from "../as_root.ts";
import type { Command, Invocation } from "../command.ts";
import { EVALUATOR_OPTIONS, NO_CROSS_CHECK_OPTION } from "../evaluator_option.ts";
import { toJson } from "../json.ts";
import { GATEWAY_OPTION, HOME_OPTION } from "../home_option.ts";
import { LOG_OPTIONS, logOf } from "../mine/create_log.ts";
import { lookUntilDone } from "../mine/look.ts";
import { type OpenMiner, openMiner } from "../mine/open_miner.ts";
import { readSettings, type Settings, SETTINGS_OPTIONS } from "../mine/settings.ts";
import { type Pauses, stay } from "../mine/stay.ts";

export const mine: Command = {
  name: "mine",
  summary: "Evaluate models, report scores and earn fees",
  options: [
    ...CHAIN_OPTIONS,
    ...SIGNER_OPTIONS,
    GATEWAY_OPTION,
    HOME_OPTION,
    ...SETTINGS_OPTIONS,
    NO_CROSS_CHECK_OPTION,
    ...EVALUATOR_OPTIONS,
    ...LOG_OPTIONS,
  ],
  notes: `A miner deposits a stake, which counts in rounds once it is one to two commit windows
old. It judges models while they wait, commits to its scores in every round, reveals
them and is paid for each that agrees. It gets the stake back with the fees when the
competition ends, or with --leave. It loses the whole stake by a score further from the
agreed one than twice the tolerance, or by a committed row that it does not reveal in
time: keep the miner running, or run it at least once in every reveal window. It keeps
revealing while it evaluates a model.

The miner abstains, model by model, if it cannot judge: if the bytes are missing, if the
model crashes or exceeds a limit, and, if the spec demands the native engine, if the wasm
engine gives another score. Abstaining costs nothing and earns nothing.

It enrols only once it has the test set, and refuses terms by which somebody could
profit: --accept takes ${REFUSED_TERMS.miners.join(", ")}.

Miners take turns at what one does for all, such as opening and settling rounds.

Models run in a child process that can reach nothing: docs/SECURITY.md says what each
--engine and --sandbox promises, \`deml doctor\` what this machine offers.

The journal contains what a reveal needs. Never delete it while a round is running, and
never run two miners with one key.`,
  examples: [
    "deml mine --rpc https://rpc.example --contract 0x5FbD… --key-file miner.key",
    "deml mine --once --rpc http://127.0.0.1:8545 --contract 0x5FbD…",
    'deml mine --cron "*/5 * * * *" --competition 3',
    "deml mine --leave --once --competition 3",
    "deml mine --dry-run --json",
  ],
  run,
};

async function run(invocation: Invocation): Promise<number> {
  const settings = readSettings(invocation);
  const log = logOf(invocation);
  const miner = await openMiner(invocation, settings, log);
  const { connection, sender } = miner.context;
  const { metrics } = settings;
  const server = metrics && serveMetrics(metrics, miner.metrics);
  try {
    if (metrics && server) {
      log(`metrics at http://${metrics.hostname}:${server.port}/metrics`, {
        event: "metrics",
      });
    }
    if (isRoot()) log(`${AS_ROOT}. ${NOT_AS_ROOT}`, { level: "warn", event: "root" });
    log(
      `${sender.account.address} mines on chain ${connection.chainId}, contract ${connection.contract}`,
      { event: "started" },
    );
    if (settings.once) await once(invocation, miner, settings);
    else await stay(miner.context, settings.wanted, pauses(settings));
    return EXIT.ok;
  } finally {
    await server?.close();
    await miner.close();
  }
}

/** Does what is due, or prints what would be sent. */
async function once(
  { json, terminal }: Invocation,
  { context, performed }: OpenMiner,
  { wanted, dryRun }: Settings,
): Promise<void> {
  const { failure } = await lookUntilDone(context, wanted);
  const miner = context.sender.account.address;
  if (json) terminal.out(toJson({ miner, [dryRun ? "would" : "performed"]: performed }));
  else if (performed.length === 0 && failure === undefined) {
    if (dryRun) terminal.out("Nothing would be sent");
    else context.log("nothing is due");
  }
  if (failure !== undefined) throw failure;
}

/** How long to wait between two polls, in milliseconds. */
function pauses({ schedule, poll }: Pick<Settings, "poll"> & { schedule?: Cron }): Pauses {
  if (schedule === undefined) return { next: () => 1_000 * poll, lookAtOnce: true };
  // After a pattern's last time, open commitments are still looked after.
  return { next: () => schedule.msToNext() ?? 1_000 * poll, lookAtOnce: false };
}
