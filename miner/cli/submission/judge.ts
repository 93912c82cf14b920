/**
 * A package judged as the miners will, for `deml check` and `deml submit`.
 *
 * @module
 */
import { openEvaluator, type Verdict } from "../../evaluation/host/evaluator.ts";
import type { ScoredVerdict } from "../../evaluation/host/verdict_of.ts";
import type { Hint } from "../../../protocol/score/hints.ts";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import type { CompetitionSpec } from "../../../protocol/spec/spec.ts";
import { admit } from "../../model/admission.ts";
import { estimatePacked } from "../../model/package.ts";
import type { ModelFile } from "../read_model_file.ts";
import type { Invocation } from "../command.ts";
import type { CompetitionSource } from "../competition_source.ts";
import { evaluatorOptions } from "../evaluator_option.ts";
import type { PublicData } from "../public_data.ts";

/** The contract accepts no larger package, so no miner ever sees one. */
export function overByteLimit(
  { length }: Uint8Array,
  { competition }: Pick<CompetitionSource, "competition">,
): InvalidModel | undefined {
  const limit = competition?.byteLimit ?? Infinity;
  if (length <= limit) return undefined;
  return new InvalidModel(
    "package-size",
    `it has ${length} bytes packed, the competition accepts ${limit}`,
    { kind: "shrink-package" },
  );
}

/**
 * How far beyond a limit an estimate has to be before it counts: of weights it is right to 1 %, of
 * trees' tables to 15 %.
 */
const SURE = 1.25;

/**
 * What can be found out about a bare model before it is packed.
 *
 * @throws InvalidModel if it breaks a rule of the spec, or would be too large by far
 */
export function checkBefore(
  { bytes, wasPacked }: ModelFile,
  { spec, competition }: { spec?: CompetitionSpec; competition?: { byteLimit: number } },
): void {
  if (wasPacked) return;
  const limit = Math.min(competition?.byteLimit ?? Infinity, spec?.limits.packedBytes ?? Infinity);
  const about = limit === Infinity ? 0 : estimatePacked(bytes);
  if (about > SURE * limit) {
    throw new InvalidModel(
      "package-size",
      `it would have about ${about} bytes packed, ${limit} are accepted`,
      { kind: "shrink-package" },
    );
  }
  if (spec !== undefined) admit(bytes, spec);
}

/** Judges it on public samples, or made-up ones. */
export async function judgeSubmission(
  invocation: Invocation,
  packed: Uint8Array,
  { competition }: PublicData,
): Promise<Verdict> {
  const { terminal } = invocation;
  // As strict as a miner: another engine or version might give another answer.
  const evaluator = openEvaluator({ ...evaluatorOptions(invocation), strict: true, width: 1 });
  try {
    terminal.progress("Reading the data");
    const loaded = await evaluator.load(competition);
    return await loaded.evaluate(packed, {
      onProgress: (done, rows) => terminal.progress(`Evaluating: ${done} of ${rows} rows`),
    });
  } finally {
    terminal.clear();
    await evaluator.close();
  }
}

/** What a verdict hints at; the labels of made-up samples say nothing. */
export function hintsOf({ hints }: ScoredVerdict, part: PublicData["part"]): Hint[] {
  return part === "made-up" ? hints.filter(({ kind }) => kind !== "never-predicted") : hints;
}
