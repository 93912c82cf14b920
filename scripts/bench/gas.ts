/**
 * What the contract costs, beside the original DeML, both measured in this run from receipts.
 *
 * `--json` prints one flat object instead of tables. `--check` measures our contract alone and
 * compares it with contracts/gas.json, `--write` updates that file.
 *
 * A `…_vs_original` is the original's gas divided by ours: more is better. A `…_vs_floor` is our
 * gas divided by what EIP-7623 asks for the calldata: 1 is as good as a transaction can be.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { renderTable } from "../../miner/cli/render_table.ts";
import { TRANSACTION_CAP } from "./chain.ts";
import { mean, total } from "./log.ts";
import { measureOriginal, type OriginalGas } from "./original.ts";
import { measureOurs, type OurGas } from "./ours.ts";
import { compareSnapshot, writeSnapshot } from "./snapshot.ts";

const MODELS = 20;
const MINERS = 100;

/** What was measured on the first DeML itself, the 100th score of a single model in it. */
const RECORDED_EVALUATION = 185_575;
const RECORDED_LAST_GUESS = 2_400_000;

/** The figures, in gas unless the name says a ratio. */
type Figures = ReturnType<typeof figuresOf>;

function figuresOf(ours: OurGas, original: OriginalGas) {
  const evaluation = {
    original: total(original.whole, "minerGuess", "lastGuess") / (MODELS * MINERS),
    originalSingle: total(original.single) / MINERS,
    relayed: total(ours.relayed, "commit", "settle") / (MODELS * MINERS),
    pooled: total(ours.pooled, "commitFor", "settle") / (MODELS * MINERS),
    self: total(ours.self, "commit", "reveal", "settle") / (MODELS * MINERS),
    single: total(ours.single, "commit", "reveal", "settle") / MINERS,
  };
  const originalDeployment = total(original.whole, "deployment");
  const originalCompetition = total(original.whole);
  const create = total(ours.pooled, "createCompetition");
  const competition = total(ours.pooled);
  const [kilobytes24, kilobytes100] = ours.large;
  return {
    evaluation_self_vs_original: ratio(evaluation.original, evaluation.self),
    evaluation_relayed_vs_original: ratio(evaluation.original, evaluation.relayed),
    evaluation_pooled_vs_original: ratio(evaluation.original, evaluation.pooled),
    evaluation_one_model_vs_original: ratio(evaluation.originalSingle, evaluation.single),
    evaluation_one_model_vs_original_20_models: ratio(evaluation.original, evaluation.single),
    create_vs_original: ratio(originalDeployment, create),
    competition_vs_original: ratio(originalCompetition, competition),
    submit_24k_vs_floor: ratio(kilobytes24.gas, kilobytes24.floor),
    submit_100k_vs_floor: ratio(kilobytes100.gas, kilobytes100.floor),
    evaluation_self: Math.round(evaluation.self),
    evaluation_relayed: Math.round(evaluation.relayed),
    evaluation_pooled: Math.round(evaluation.pooled),
    evaluation_one_model: Math.round(evaluation.single),
    create,
    competition,
    settle_300: total(ours.crowds[0], "settle"),
    settle_800: total(ours.crowds[1], "settle"),
    settle_800_distinct: total(ours.distinct.log, "settle"),
    settle_800_distinct_bytes: ours.distinct.calldata,
    deployment: ours.deployment,
    submit_1k: Math.round(mean(ours.pooled, "submitModel")),
    submit_24k: kilobytes24.gas,
    submit_24k_floor: kilobytes24.floor,
    submit_100k: kilobytes100.gas,
    submit_100k_floor: kilobytes100.floor,
    original_evaluation: Math.round(evaluation.original),
    original_evaluation_recorded: RECORDED_EVALUATION,
    original_evaluation_one_model: Math.round(evaluation.originalSingle),
    original_deployment: originalDeployment,
    original_deposit: total(original.whole, "depositPrizeFund"),
    original_competition: originalCompetition,
    original_submit_1k: Math.round(mean(original.whole, "submitModel")),
    original_submit_24k: original.large[0],
    original_submit_100k: original.large[1],
    original_guess: Math.round(mean(original.whole, "minerGuess")),
    original_last_guess_of_one_model: total(original.single, "lastGuess"),
    original_last_guess_of_20_models: original.whole.get("lastGuess")?.[0] ?? NaN,
    original_last_guess_fails_from: original.failsFrom ?? 0,
  };
}

/** To four digits: gas does not tell more apart. */
function ratio(a: number, b: number): number {
  return Number((a / b).toPrecision(4));
}

function show(gas: number): string {
  return gas.toLocaleString("en-US");
}

function comparison(f: Figures): string {
  const row = (what: string, theirs: number, ours: number) => [
    what,
    show(theirs),
    show(ours),
    `${(theirs / ours).toFixed(2)} ×`,
  ];
  return renderTable(
    [
      { heading: "Gas" },
      { heading: "original", right: true },
      { heading: "ours", right: true },
      { heading: "original / ours", right: true },
    ],
    [
      row("An evaluation, 20 models, self-revealed", f.original_evaluation, f.evaluation_self),
      row("  settled with the openings", f.original_evaluation, f.evaluation_relayed),
      row("  committed by a pool as well", f.original_evaluation, f.evaluation_pooled),
      row("  1 model, self-revealed", f.original_evaluation_one_model, f.evaluation_one_model),
      row("A competition: deployment, createCompetition", f.original_deployment, f.create),
      row("  from its creation to the last payment", f.original_competition, f.competition),
      row("A model of 1 KB", f.original_submit_1k, f.submit_1k),
      row("  of 24 KB", f.original_submit_24k, f.submit_24k),
      row("  of 100 KB", f.original_submit_100k, f.submit_100k),
    ],
  );
}

function floors(f: Figures): string {
  const row = (what: string, gas: number, floor: number) => [
    what,
    show(gas),
    show(floor),
    (gas / floor).toFixed(4),
  ];
  return renderTable(
    [
      { heading: "submitModel" },
      { heading: "ours", right: true },
      { heading: "calldata floor", right: true },
      { heading: "ours / floor", right: true },
    ],
    [
      row("24 KB", f.submit_24k, f.submit_24k_floor),
      row("100 KB", f.submit_100k, f.submit_100k_floor),
    ],
  );
}

/** What one transaction may be: nodes relay 128 KiB. */
const RELAY_LIMIT = 131_072;

function crowds(f: Figures): string {
  const row = (what: string, gas: number) => [
    what,
    show(gas),
    `${(100 * gas / TRANSACTION_CAP).toFixed(1)} %`,
  ];
  return renderTable(
    [
      { heading: "settle" },
      { heading: "gas", right: true },
      { heading: "of what a transaction may use", right: true },
    ],
    [
      row("300 deposits, 20 models", f.settle_300),
      row("800 deposits, 20 models", f.settle_800),
      row("  no two rows equal, 32 models", f.settle_800_distinct),
    ],
  ) +
    `\n\nThe last has ${show(f.settle_800_distinct_bytes)} bytes of calldata; nodes relay ${
      show(RELAY_LIMIT)
    }. Before it each miner has revealed its row: the openings of so many rows are too long.`;
}

function notes(f: Figures): string {
  return [
    `${MINERS} miners, models of 1 KB. Ours: commits, reveals and settle, divided by the`,
    "evaluations. The original: all of minerGuess, on a chain without its limits of gas, since with",
    `${f.original_last_guess_fails_from} models or more stored the 100th needs more than the ${
      show(TRANSACTION_CAP)
    } a transaction may use`,
    `(${show(f.original_last_guess_of_20_models)} with ${MODELS} after refunds, ${
      show(f.original_last_guess_of_one_model)
    } with one; ${show(f.original_guess)} before the 100th).`,
    `The re-creation needs ${show(f.original_evaluation)} an evaluation and ${
      show(f.original_last_guess_of_one_model)
    } for the 100th of one model;`,
    `the original was measured at ${show(RECORDED_EVALUATION)} and ${show(RECORDED_LAST_GUESS)}.`,
    "Ours to the last payment: creation, 20 registrations, 20 models, a pool's enrolments, round,",
    "signed commitments and openings, finalize, every miner's stake and fees, the prize. Its authors",
    "reserve their place when they register: their model was trained on the public data set before.",
    "The original pays no miner. Its deployment comes with each competition; ours, once for all, takes " +
    `${show(f.deployment)}.`,
  ].join("\n");
}

const options = parseArgs(Deno.args, { boolean: ["json", "check", "write"] });
const ours = await measureOurs(MODELS, MINERS);
if (options.write) {
  await writeSnapshot(ours);
} else if (options.check) {
  const differences = await compareSnapshot(ours);
  if (differences.length > 0) {
    console.error(differences.join("\n"));
    console.error(
      "Gas differs from contracts/gas.json: run `deno run -A scripts/bench/gas.ts --write` " +
        "and commit it",
    );
    Deno.exit(1);
  }
} else {
  const figures = figuresOf(ours, await measureOriginal(MODELS, MINERS));
  console.log(
    options.json
      ? JSON.stringify(figures, undefined, 2)
      : [comparison(figures), floors(figures), crowds(figures), notes(figures)].join("\n\n"),
  );
}
