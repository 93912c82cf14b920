/**
 * The data that `deml data audit` is given: those of a plan, of a spec, or files alone.
 *
 * @module
 */
import { parse as parseYaml } from "@std/yaml/parse";
import { loadCore } from "../../../core-wasm/mod.ts";
import { checkSpec, type CompetitionSpec } from "../../../protocol/spec/spec.ts";
import { type Audit, auditData } from "../../audit/audit.ts";
import type { Names } from "../../audit/sentences.ts";
import { readFile } from "../../base/read_file.ts";
import { type DataSet, readDataSet } from "../../dataset/data_set.ts";
import { plainBytes } from "../../dataset/plain.ts";
import { READERS } from "../../dataset/readers.ts";
import { digestsOf } from "../../organizer/prepare.ts";
import { specOf } from "../../organizer/spec_of.ts";
import type { Draft } from "../../organizer/draft.ts";
import { show } from "../../../protocol/text/visible.ts";
import type { Invocation } from "../command.ts";
import { draftOf, type Files, readFiles } from "../create/compose.ts";
import { openable, type Planned, readPlanned } from "../create/planned.ts";
import { labelsIn } from "../../../protocol/spec/part.ts";
import { tenthsOf } from "../../audit/tenths.ts";

/** What is audited, and how it is called. */
export interface Given {
  spec: CompetitionSpec;
  files: Files;
  /** The most bytes of a package, by the terms or the spec */
  byteLimit: number;
  sealed: boolean;
}

/** Reads what the command line names. */
export async function readGiven(invocation: Invocation): Promise<Given> {
  const planned = await plannedOf(invocation);
  const files = await readFiles(invocation, planned);
  const draft = draftOf(planned, files);
  const spec = checkSpec(specOf({ ...draft, name: draft.name || "Data", sealed: false }));
  return { spec, files, byteLimit: byteLimitOf(draft, spec), sealed: draft.sealed };
}

/** A plan or a spec is YAML or JSON by its name; anything else is data. */
async function plannedOf(invocation: Invocation): Promise<Planned> {
  const [path, labelsFile] = invocation.positional;
  if (path === undefined) return await readPlanned(invocation);
  if (!/\.(ya?ml|json)$/i.test(path)) {
    const written = { test: { file: path, ...(labelsFile && { labelsFile }) } };
    return { plan: openable(invocation, written, undefined), written };
  }
  const value = await yamlOf(path);
  if ((value as { version?: unknown } | undefined)?.version === undefined) {
    return await readPlanned(invocation);
  }
  return { plan: openable(invocation, {}, undefined), written: {}, spec: checkSpec(value) };
}

/** Undefined if it is neither; who reads it as a plan says what is wrong. */
async function yamlOf(path: string): Promise<unknown> {
  const text = new TextDecoder().decode(await readFile(path));
  try {
    return parseYaml(text);
  } catch {
    return undefined;
  }
}

function byteLimitOf(draft: Draft, { limits }: CompetitionSpec): number {
  const given = Number(draft.terms.byteLimit);
  const term = Number.isSafeInteger(given) && given > 0 ? given : Infinity;
  return Math.min(term, limits.packedBytes ?? Infinity, limits.unpackedBytes);
}

/** Reads the data as miners will, and audits them. */
export async function auditGiven(
  { spec, files, byteLimit, sealed }: Given,
  onProgress?: (doing: string) => void,
): Promise<Audit> {
  const core = loadCore();
  const read = readDataSet(core, spec, "test", files.test);
  // Only values are sorted: a large test set has many labels.
  const parts = spec.target && tenthsOf(read.labels);
  const classed = (data: DataSet) =>
    parts ? { ...data, labels: data.labels.map(parts.tenthOf) } : data;
  return await auditData({
    test: classed(read),
    validation: files.validation &&
      classed(readDataSet(core, spec, "validation", files.validation)),
    classes: parts?.tenths ?? labelsIn(spec, "test"),
    isImage: spec.input.layout !== "flat",
    byteLimit,
    sealed,
  }, onProgress);
}

/** Columns by the names in the header, labels by those of the classes, as far as there are any. */
export function namesOf({ spec, files }: Given): Names {
  const { test } = spec;
  const names = "header" in test && test.header
    ? READERS[test.format].columnNames?.(plainBytes(files.test).data) ?? []
    : [];
  const mark = "labelColumn" in test ? test.labelColumn : undefined;
  const at = typeof mark === "string" ? names.indexOf(mark) : mark;
  // Columns of the file are counted from 1; that of the label is among them.
  const inFile = (column: number) => at !== undefined && column >= at ? column + 1 : column;
  return {
    column(column) {
      const name = names[inFile(column)];
      return name
        ? `column ${inFile(column) + 1} (${show(name, 60)})`
        : `column ${inFile(column) + 1}`;
    },
    label: (label) => {
      if (spec.target) return `tenth ${label + 1} of the values`;
      const name = test.classNames?.[label];
      return name === undefined ? String(label) : show(name, 60);
    },
  };
}

/** The files' sha2-256: an audit is of these bytes. */
export async function auditedFiles({ files }: Given): Promise<object[]> {
  const found: object[] = [];
  for (const part of ["test", "validation"] as const) {
    const { data, labels } = files[part] ?? {};
    for (const [file, bytes] of [["samples", data], ["labels", labels]] as const) {
      if (bytes === undefined) continue;
      const [sha256] = await digestsOf([bytes]);
      found.push({ part, file, bytes: bytes.length, sha256 });
    }
  }
  return found;
}
