import { confirmationsOf } from "../../chain/local_chains.ts";
import { makeHome } from "../../base/home.ts";
import { createMemory } from "../../duties/memory.ts";
import { fetchSpec } from "../../duties/fetch_spec.ts";
import { closeJudges, openJudges } from "../../evaluation/host/judges.ts";
import { openJournal } from "../../journal/journal.ts";
import { verify as verifyCompetition } from "../../verify/verify.ts";
import { CHAIN_OPTIONS, openConnection } from "../chain_option.ts";
import type { Command, Invocation } from "../command.ts";
import { EVALUATOR_OPTIONS, evaluatorOptions } from "../evaluator_option.ts";
import { GATEWAY_OPTION, gatewaysOf, HOME_OPTION, homeMade } from "../home_option.ts";
import { competitionNamed } from "../id_argument.ts";
import { toJson } from "../json.ts";
import { keptBlocks } from "../kept_blocks.ts";
import { checkReport } from "../verify/check_report.ts";
import {
  exitOf,
  keepReport,
  keptLines,
  REPORT_OPTIONS,
  reportOf,
  wantedReport,
} from "../verify/keep_report.ts";
import { reportLines } from "../verify/report.ts";

export const verify: Command = {
  name: "verify",
  summary: "Recompute a competition from public data, and compare it with the chain",
  positional: "[ID]",
  options: [
    ...CHAIN_OPTIONS,
    GATEWAY_OPTION,
    HOME_OPTION,
    { name: "sample", value: "N", help: "Evaluate N models, drawn by the seed; by default all" },
    {
      name: "seed",
      value: "TEXT",
      help: "What draws them; by default a new one, which is printed",
    },
    ...EVALUATOR_OPTIONS,
    ...REPORT_OPTIONS,
    {
      name: "report",
      value: "FILE|CID",
      help: "Verify nothing: say who signed this report, and what it says about this chain",
    },
  ],
  notes:
    `Without ID it verifies the latest. Every median, inlier, ranking, payout, forfeit, burn and
refund is computed from the events and compared to the wei; every judged model is evaluated
again, and compared with its score and with the evidence of each row. It needs no key. All is
read at the end of one block, the last that is final, and from the competition's creation on.

Verdicts are kept in the home: run it again after an interruption and it continues. Evidence
is compared if the engine is the spec's. A row's evidence is one root over its models: where
it differs, the model is named only if the root shows which one, and the sample only if one
changed label explains it. With native, whose last bits are a processor's own, honest evidence
may differ on near ties; with wasm it never does.

--out, --sign and --publish make a report for others: JSON, signed by your account (EIP-712), at
a CID that the page shows a badge for. A signature says who claims it. --report checks one.

It exits with 1 at a difference, and with 4 if nothing differs but something could not be
checked. Of a competition that is not over, it verifies what is settled. It checks the
accounting, not whether each call was on time.`,
  examples: [
    "deml verify 3 --gateway https://gateway.example",
    "deml verify 3 --sample 10 --seed 2026-11-28 --json | jq .verified",
    "deml verify 3 --publish kubo:http://127.0.0.1:5001 --key-file miner.key",
    "deml verify --report bafkrei…",
  ],
  run,
};

async function run(invocation: Invocation): Promise<number> {
  const { terminal, signal, json } = invocation;
  const named = invocation.text("report");
  if (named !== undefined) return await checkReport(invocation, named);
  const started = performance.now();
  const sample = invocation.integer("sample", { min: 0, max: 2 ** 24 });
  const seed = invocation.text("seed") ?? crypto.randomUUID();
  const options = evaluatorOptions(invocation);
  const wanted = await wantedReport(invocation);
  const connection = await openConnection(invocation);
  const competition = await competitionNamed(invocation, connection);
  const home = await homeMade(invocation);
  const sources = { gateways: gatewaysOf(invocation), store: keptBlocks(home) };
  const context = { sources, signal };
  terminal.progress("Fetching the spec");
  const demanded = await fetchSpec(context, competition.specDigest)
    .then((spec) => spec.engine.name, () => {
      signal.throwIfAborted();
      return undefined;
    });
  const engine = options.engine ?? demanded;
  // A verdict's key names the spec's engine: those of another are kept apart.
  const folder = `${home}/verify`;
  await makeHome(folder);
  const journal = openJournal(`${folder}/${engine ?? "unknown"}.sqlite`);
  // Bits are compared if the engine is the spec's: then its version must be as well.
  const judges = openJudges({ ...options, strict: engine === demanded }, { crossCheck: false });
  try {
    terminal.progress("Reading the events");
    const found = await verifyCompetition(
      {
        ...context,
        connection,
        journal,
        judges,
        memory: createMemory(),
        log: (line) => json ? undefined : terminal.note(line),
      },
      competition.id,
      {
        confirmations: confirmationsOf(connection.chainId),
        engine: options.engine,
        sample,
        seed,
        onModel: (done, of) => terminal.progress(`Evaluated ${done} of ${of} models`),
      },
    );
    terminal.clear();
    const seconds = (performance.now() - started) / 1000;
    const drawn = sample === undefined ? undefined : seed;
    const at = Math.floor(Date.now() / 1_000);
    const report = reportOf(found, connection, { seed: drawn, at });
    const kept = await keepReport(invocation, wanted, report, home);
    if (json) {
      const [first] = found.differences;
      terminal.out(toJson({ ...found, first, seed: drawn, seconds, ...kept }));
    } else {
      if (drawn !== undefined) terminal.out(`Models are drawn by --seed ${drawn}`);
      for (const line of reportLines(found, seconds)) terminal.out(line);
      if (kept !== undefined) { for (const line of keptLines(kept, wanted)) terminal.out(line); }
    }
    return exitOf(report);
  } finally {
    terminal.clear();
    await closeJudges(judges);
    journal.close();
  }
}
