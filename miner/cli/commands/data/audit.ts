import { EXIT } from "../../../../protocol/errors.ts";
import type { Level } from "../../../audit/finding.ts";
import { sayFinding } from "../../../audit/sentences.ts";
import { writeDurably } from "../../../base/files.ts";
import { auditedFiles, auditGiven, namesOf, readGiven } from "../../audit/audited.ts";
import type { Command, Invocation } from "../../command.ts";
import { PLAN_OPTIONS } from "../../create/planned.ts";
import { GATEWAY_OPTION, HOME_OPTION } from "../../home_option.ts";
import { toJson } from "../../json.ts";
import { refuseOverwrite } from "../../refuse_overwrite.ts";

export const audit: Command = {
  name: "data audit",
  summary: "Find what would decide a contest instead of its models, before you create it",
  positional: "[PLAN|SPEC|FILE] [LABELS]",
  options: [
    ...PLAN_OPTIONS,
    { name: "out", value: "FILE", help: "Write the report there, to publish it with the spec" },
    { name: "force", help: "Overwrite --out" },
    GATEWAY_OPTION,
    HOME_OPTION,
  ],
  notes: `The files are read as miners will read them, then looked through for:

  order        labels that follow from where a row lies: sorted, in turn, one class late
  balance      labels that no row has, and one that almost all rows have
  duplicates   rows of the test set that are equal, and those with two labels
  overlap      rows that are also in the validation set
  constant     columns with one value
  leak         a column that alone decides the label
  trivial      how far the nearest mean of a class gets, and how often it is a tie
  memory       whether a package has room for all labels

Each is fine, to look at, or serious; the exit code is 1 if one is serious. Rows are compared
by every value: near duplicates, such as a photo cut a little differently, are not found.

PLAN and SPEC end in .yaml, .yml or .json. Without them the files are guessed, as by
\`deml spec guess\`. The report holds the files' sha2-256 and no date: the same files give the
same bytes, so anybody who has them can check it.`,
  examples: [
    "deml data audit competition.yaml",
    "deml data audit test.csv --validation train.csv",
    "deml data audit t10k-images-idx3-ubyte t10k-labels-idx1-ubyte",
    "deml data audit competition.yaml --out audit.json && deml competitions create competition.yaml",
  ],
  run,
};

async function run(invocation: Invocation): Promise<number> {
  const { terminal, json, signal } = invocation;
  const out = invocation.text("out");
  if (out !== undefined) await refuseOverwrite(out, invocation.flag("force"));
  const given = await readGiven(invocation);
  terminal.progress("Reading the data as miners will");
  const { worst, findings, skipped } = await auditGiven(given, (doing) => {
    signal.throwIfAborted();
    terminal.progress(`Looking through ${doing}`);
  });
  const names = namesOf(given);
  const report = {
    version: 1,
    files: await auditedFiles(given),
    rows: given.spec.test.rows,
    worst,
    findings: findings.map((finding) => ({ ...finding, ...sayFinding(finding, names) })),
    skipped,
  };
  terminal.clear();
  if (out !== undefined) {
    await writeDurably(out, new TextEncoder().encode(`${toJson(report)}\n`));
  }
  if (json) terminal.out(toJson(report));
  else {
    for (const { level, check, message, remedy } of report.findings) {
      terminal.out(`${painted(invocation, level)}${check.padEnd(12)}${message}`);
      if (remedy !== undefined) terminal.out(`${" ".repeat(21)}${remedy}`);
    }
    for (const { check, because } of skipped) {
      terminal.out(`${"skipped".padEnd(9)}${check.padEnd(12)}${because}`);
    }
    if (out !== undefined) terminal.note(`The report is in ${out}`);
  }
  return worst === "serious" ? EXIT.failed : EXIT.ok;
}

function painted({ terminal: { paint } }: Invocation, level: Level): string {
  const text = level.padEnd(9);
  return level === "fine"
    ? paint.green(text)
    : level === "look"
    ? paint.yellow(text)
    : paint.red(text);
}
