import { toHex } from "viem";
import { EXIT } from "../../../protocol/errors.ts";
import type { ScoredVerdict } from "../../evaluation/host/verdict_of.ts";
import { cidOfBytes, sha256 } from "../../ipfs/cid.ts";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import type { Command, Invocation } from "../command.ts";
import {
  type CompetitionSource,
  competitionSource,
  SOURCE_OPTIONS,
} from "../competition_source.ts";
import { EVALUATOR_OPTIONS } from "../evaluator_option.ts";
import { showBytes } from "../../../protocol/format/format.ts";
import { toJson } from "../json.ts";
import { PUBLIC_DATA_OPTIONS, type PublicData, publicData } from "../public_data.ts";
import { checkBefore, hintsOf, judgeSubmission, overByteLimit } from "../submission/judge.ts";
import { packageOf, readModelFile } from "../read_model_file.ts";
import { reportInvalid } from "../report_invalid.ts";
import { showHints } from "../show_hints.ts";
import { showMeasured } from "../../../protocol/format/show_score.ts";
import { metricOf, rightWord } from "../../../protocol/score/metrics.ts";

export const check: Command = {
  name: "check",
  summary: "Judge a model as the miners will, before any gas is spent",
  positional: "MODEL",
  options: [
    ...SOURCE_OPTIONS,
    ...PUBLIC_DATA_OPTIONS,
    // There is no choice of engine or number of models: the spec and the one model decide.
    ...EVALUATOR_OPTIONS.filter(({ name }) => name !== "engine" && name !== "jobs"),
  ],
  notes: `MODEL is a .deml package, or an .onnx file, which is packed as \`deml pack\` does. The
package goes through the code that miners run: the same checks, the engine that the
spec names, the same child process. The public samples are fetched by their content
identifier, or read from --data and --labels if those are the same bytes.

It prints the score on the public samples, or INVALID with the rule that is broken, what
was found and how to fix it (exit code 3). In a sealed competition without public samples
the model is run on made-up ones: the verdict holds, but there is no score.`,
  examples: [
    "deml check model.onnx --competition competition.json --data mnist_test.csv",
    "deml check entry.deml --competition 3 --gateway https://ipfs.example",
    "deml check entry.deml --competition 3 --json",
  ],
  run,
};

async function run(invocation: Invocation): Promise<number> {
  const path = invocation.argument(0, "MODEL");
  const source = await competitionSource(invocation);
  try {
    const model = await readModelFile(path);
    // Packing takes longest, so whatever else may be wrong is found before.
    checkBefore(model, source);
    const data = await publicData(invocation, source);
    invocation.terminal.progress("Packing");
    const packed = packageOf(model);
    const tooLarge = overByteLimit(packed, source);
    if (tooLarge) return reportInvalid(invocation, path, tooLarge);
    const verdict = await judgeSubmission(invocation, packed, data);
    if (verdict.kind === "invalid") return reportInvalid(invocation, path, verdict);
    await report(invocation, path, packed, verdict, data.part, source);
    return EXIT.ok;
  } catch (error) {
    if (error instanceof InvalidModel) return reportInvalid(invocation, path, error);
    throw error;
  }
}

async function report(
  { json, terminal }: Invocation,
  path: string,
  packed: Uint8Array,
  verdict: ScoredVerdict,
  part: PublicData["part"],
  { spec, competition }: CompetitionSource,
): Promise<void> {
  const { score, correct, rows, details: { parameters, multiplyAdds } } = verdict;
  const hints = hintsOf(verdict, part);
  const counted = part === "made-up" ? {} : { score, correct, rows };
  if (json) {
    terminal.out(toJson({
      verdict: "VALID",
      model: path,
      competition: competition?.id,
      samples: part,
      ...counted,
      hints,
      bytes: packed.length,
      digest: toHex(await sha256(packed)),
      cid: String(await cidOfBytes(packed)),
      parameters,
      multiplyAdds,
      engine: spec.engine,
    }));
    return;
  }
  const { paint } = terminal;
  const size =
    `${showBytes(packed.length)} packed, ${parameters.toLocaleString("en")} parameters, ` +
    `${multiplyAdds.toLocaleString("en")} multiply-adds per sample`;
  if (part === "made-up") {
    terminal.out(`${paint.green("VALID")}: it runs; the competition has no public samples`);
  } else {
    const of = part === "test" ? "test" : "public validation";
    const measured = showMeasured(score, metricOf(spec));
    terminal.out(
      `${paint.bold(measured)}: ${correct} of ${rows} ${of} samples ${rightWord(spec)}, ` +
        paint.green("VALID"),
    );
  }
  terminal.out(size);
  showHints(terminal, hints);
}
