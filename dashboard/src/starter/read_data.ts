/**
 * The part of a starter that reads a competition's data, in the format that its spec names.
 *
 * @module
 */
import type { Part } from "../../../protocol/spec/part.ts";
import { fileOf } from "../../../protocol/spec/part.ts";
import { labelsOf } from "../../../protocol/spec/formats.ts";
import { channelsOf, type CompetitionSpec } from "../../../protocol/spec/spec.ts";
import { pythonString, pythonTuple } from "./python.ts";

/** Longer lists of class names are read from the spec itself. */
const FEW_NAMES = 30;

/** What a starter calls the files that it reads. */
export function fileNames(spec: CompetitionSpec, part: Part): { data: string; labels?: string } {
  const file = fileOf(spec, part);
  const { format } = file;
  return labelsOf(file) === undefined
    ? { data: `${part}.${format}` }
    : { data: `${part}-samples.${format}`, labels: `${part}-labels.${format}` };
}

/** The Python that leaves `rows`, float32 [n, *SHAPE] or uint8, and `labels`, int64 [n]. */
export function readingCode(spec: CompetitionSpec, part: Part): string {
  return [
    `def bytes_of(path):
    content = open(path, "rb").read()
    return gzip.decompress(content) if content[:2] == b"\\x1f\\x8b" else content
`,
    formatCode(spec, part),
    scalingCode(spec),
  ].join("\n");
}

function formatCode(spec: CompetitionSpec, part: Part): string {
  const file = fileOf(spec, part);
  switch (file.format) {
    case "csv":
      return csvCode(file, spec);
    case "idx":
      return `
def idx(path):
    content = bytes_of(path)
    kind = {8: ">u1", 9: ">i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}[content[2]]
    start = 4 + 4 * content[3]
    shape = np.frombuffer(content, ">i4", content[3], 4)
    return np.frombuffer(content, kind, offset=start).reshape(shape)


values, labels = idx(DATA), idx(LABELS)
`;
    case "npy":
      return `
values = np.load(io.BytesIO(bytes_of(DATA)))
labels = np.load(io.BytesIO(bytes_of(LABELS)))
`;
    case "npz":
      return `
with np.load(io.BytesIO(bytes_of(DATA))) as arrays:
    values = arrays[${pythonString(file.samplesArray)}]
    labels = arrays[${pythonString(file.labelsArray)}]
`;
  }
}

function csvCode(
  file: Extract<CompetitionSpec["test"], { format: "csv" }>,
  { input, target }: CompetitionSpec,
): string {
  const { labelColumn, header, labelNames, classNames = [] } = file;
  const names = classNames.length <= FEW_NAMES
    ? `[${classNames.map(pythonString).join(", ")}]`
    : `json.load(open("competition.json", "rb"))["test"]["classNames"]`;
  const column = typeof labelColumn === "number"
    ? `LABEL = ${labelColumn}`
    : `LABEL = [name.strip() for name in header].index(${pythonString(labelColumn)})`;
  return `
text = bytes_of(DATA).decode("utf-8-sig")
first = text.split("\\n", 1)[0]
table = list(csv.reader(io.StringIO(text), delimiter=max(",;\\t", key=first.count)))
table = [line for line in table if line]
${header ? "header = table.pop(0)\n" : ""}${column}
${
    labelNames
      ? `NAMES = ${names}\nlabels = [NAMES.index(line[LABEL].strip()) for line in table]`
      : `\
labels = [${target ? "float(line[LABEL])" : "int(float(line[LABEL]))"} for line in table]`
  }
${
    input.columns ? CELLS : `\
values = np.array([line[:LABEL] + line[LABEL + 1:] for line in table], np.float32)
`
  }`;
}

/** Words and missing cells, as the miners read them; the lists are in the spec. */
const CELLS = `\
INPUT = json.load(open("competition.json", "rb"))["input"]
MISSING = {"", *INPUT.get("missingWords", [])}
RULES = {}
for rule in INPUT["columns"]:
    at = rule["column"]
    RULES[at if isinstance(at, int) else [name.strip() for name in header].index(at)] = rule


def value(cell, column):
    cell, rule = cell.strip(" \\t"), RULES.get(column, {})
    if "missing" in rule and cell in MISSING:
        return float(rule["missing"])
    names = rule.get("categories")
    if names is None:
        return float(cell)
    return names.index(cell) if cell in names else len(names)


values = np.array([
    [value(cell, column) for column, cell in enumerate(line) if column != LABEL]
    for line in table
], np.float32)
WORDS = [at - (at > LABEL) for at, rule in RULES.items() if "categories" in rule]
`;

/** As the miners do it, in float32: (value × scale − mean) / std, by channel. */
function scalingCode({ input, target }: CompetitionSpec): string {
  const { shape, type, layout, scale, mean, std } = input;
  const size = pythonTuple(shape);
  const head = `\
SHAPE = ${size}  # of one sample
labels = np.asarray(labels, ${target ? "np.float32" : "np.int64"}).reshape(-1)
`;
  if (type === "uint8") return `${head}rows = np.asarray(values, np.uint8).reshape(-1, *SHAPE)\n`;
  const list = (numbers: readonly number[]) => {
    const all = `np.array([${numbers.map(String).join(", ")}], np.float32)`;
    if (numbers.length === 1) return all;
    const channel = layout === "channels-first" ? 0 : shape.length - 1;
    const axes = shape.map((_, axis) => axis === channel ? channelsOf(input) : 1);
    return `${all}.reshape${pythonTuple(axes)}`;
  };
  return `${head}\
MEAN, STD = ${list(mean)}, ${list(std)}
rows = np.asarray(values, np.float32).reshape(-1, *SHAPE)
rows = ((rows * np.float32(${scale}) - MEAN) / STD).astype(np.float32)
`;
}
