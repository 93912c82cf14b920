/**
 * A starter: a Python program, filled in with a competition's data, shapes and limits, that trains
 * and exports a model, and ends with the commands that judge and submit it.
 *
 * @module
 */
import { labelsOf } from "../../../protocol/spec/formats.ts";
import { fileOf, type Part } from "../../../protocol/spec/part.ts";
import type { CompetitionSpec } from "../../../protocol/spec/spec.ts";
import { show } from "../../../protocol/text/visible.ts";
import { type Framework, FRAMEWORKS } from "./frameworks.ts";
import { pythonString } from "./python.ts";
import { fileNames, readingCode } from "./read_data.ts";

/** Where a starter's competition is. */
export interface StarterPlace {
  competition: bigint;
  contract: string;
  /** Endpoints and gateways, as the program takes them */
  rpc: string;
  gateways: readonly string[];
  /** CID of the spec */
  specCid: string;
}

/** The data that authors can train on: validation if there is some, otherwise an open test set. */
export function trainingPart(spec: CompetitionSpec): Part | undefined {
  if (spec.validation) return "validation";
  return spec.test.sealed ? undefined : "test";
}

/** A word of a shell, quoted unless it is plain. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The command that fetches a file, every block verified. */
export function getCommand(cid: string, file: string, gateways: readonly string[]): string {
  const from = gateways.map((gateway) => ` --gateway ${quoted(gateway)}`).join("");
  return `deml data get ${cid} --output ${file}${from}`;
}

/** The command that submits a model. */
export function submitCommand(
  { competition, contract, rpc, gateways }: StarterPlace,
  model = "model.onnx",
): string {
  const from = gateways.map((gateway) => ` --gateway ${quoted(gateway)}`).join("");
  return `deml submit ${model} --competition ${competition} --name 'My first model' ` +
    `--rpc ${quoted(rpc)} --contract ${contract}${from}`;
}

/**
 * Writes a starter.
 *
 * @returns The program; undefined if no data of the competition are public
 */
export function starterOf(
  framework: Framework,
  spec: CompetitionSpec,
  place: StarterPlace,
): string | undefined {
  const part = trainingPart(spec);
  if (part === undefined) return undefined;
  const { title, packages, code } = FRAMEWORKS[framework];
  const file = fileOf(spec, part);
  const { data, labels } = fileNames(spec, part);
  const labelsCid = labelsOf(file);
  const fetches: [file: string, cid: string][] = [[data, file.cid]];
  if (labels !== undefined && labelsCid !== undefined) fetches.push([labels, labelsCid]);
  fetches.push(["competition.json", place.specCid]);
  const what = pythonString(show(spec.name, 120)).replaceAll("\\", "/");
  return `\
# A ${title} starter for competition ${place.competition}, ${what}.
# pip install ${packages}
# It trains a small model and writes model.onnx. Change what is between the two lines.
import csv
import gzip
import io
import json
import os
import subprocess

import numpy as np

# Fetched and verified by \`deml data get\`, unless the page's downloads are in this folder already.
FILES = {
${fetches.map(([name, cid]) => `    ${pythonString(name)}: ${pythonString(cid)},`).join("\n")}
}
GATEWAYS = [${place.gateways.map(pythonString).join(", ")}]
for name, cid in FILES.items():
    if not os.path.exists(name):
        options = [option for gateway in GATEWAYS for option in ("--gateway", gateway)]
        subprocess.run(["deml", "data", "get", cid, "--output", name, *options], check=True)

DATA${labels === undefined ? "" : ", LABELS"} = ${
    labels === undefined ? pythonString(data) : `${pythonString(data)}, ${pythonString(labels)}`
  }
${spec.target ? "" : `CLASSES = ${file.classes}\n`}

${readingCode(spec, part)}
# A tenth is held back: a score on rows that were trained on says nothing.
order = np.random.default_rng(1).permutation(len(rows))
held, kept = order[: len(order) // 10], order[len(order) // 10 :]

# ---------------------------------------------------------------- your model
${code(spec, file.classes)}\
# --------------------------------------------------------------------------

${
    spec.target
      ? `error = np.abs(predicted - labels[held]).mean()
print(f"the mean error of {len(held)} held-back rows is {error:.4g}")`
      : `right = (predicted == labels[held]).sum()
print(f"{right} of {len(held)} held-back rows are right")`
  }
print("model.onnx: {:,} bytes".format(os.path.getsize("model.onnx")))
# Then, in this folder:
print(${pythonString(`deml check model.onnx --competition competition.json`)})
print(${pythonString(submitCommand(place))})
`;
}
