/**
 * The samples on which a participant can try a model before the miners do.
 *
 * @module
 */
import { fileOf, type Part } from "../../protocol/spec/part.ts";
import { writeIdx } from "../dataset/idx.ts";
import { formatWords } from "../../protocol/format/format_words.ts";
import { labelsOf } from "../../protocol/spec/formats.ts";
import { largestFiles } from "../../protocol/spec/largest_files.ts";
import { type CompetitionSpec, featuresOf } from "../../protocol/spec/spec.ts";
import { told } from "../../protocol/errors.ts";
import { readFile } from "../base/read_file.ts";
import type { EvaluatorCompetition, FileContent } from "../evaluation/host/evaluator.ts";
import { type CID, parseCid } from "../ipfs/cid.ts";
import { fetchFile } from "../ipfs/fetch.ts";
import { namesFile } from "../ipfs/names_file.ts";
import type { Invocation, Option } from "./command.ts";
import { MADE_UP_TARGET, madeUpTable } from "./made_up_table.ts";
import type { CompetitionSource } from "./competition_source.ts";

/** Local files; their bytes must be those that the spec names. */
export const PUBLIC_DATA_OPTIONS: Option[] = [
  {
    name: "data",
    value: "FILE",
    help: "The public samples, if you have them; otherwise they are fetched",
  },
  { name: "labels", value: "FILE", help: `Their labels, for ${formatWords("and", true)}` },
];

/** Made-up samples to run a model on if no data is public. */
const MADE_UP = 64;

/** Public samples, or made-up ones where there are none. */
export interface PublicData {
  competition: EvaluatorCompetition;
  /** Which samples: the spec's, or made-up ones */
  part: Part | "made-up";
}

/** Fetches or reads a competition's public samples. */
export async function publicData(
  invocation: Invocation,
  { spec, sources }: Pick<CompetitionSource, "spec" | "sources">,
): Promise<PublicData> {
  const part = publicPart(spec);
  if (part === undefined) return { competition: madeUp(spec), part: "made-up" };
  const file = fileOf(spec, part);
  const most = largestFiles(file, spec.input);
  const get = async (flag: "data" | "labels", cid: string): Promise<FileContent> => {
    const path = invocation.text(flag);
    if (path !== undefined) return await verifiedFile(path, parseCid(cid));
    invocation.terminal.progress(`Fetching the ${part} set`);
    return await fetchFile(parseCid(cid), { ...sources, maxBytes: most[flag] });
  };
  const data = await get("data", file.cid);
  const apart = labelsOf(file);
  const labels = apart === undefined ? undefined : await get("labels", apart);
  return { competition: { spec, part, data, labels }, part };
}

/** An open competition's test set is public; a sealed one has at most a public validation set. */
function publicPart(spec: CompetitionSpec): Part | undefined {
  if (!spec.test.sealed) return "test";
  return spec.validation === undefined ? undefined : "validation";
}

async function verifiedFile(path: string, cid: CID): Promise<Uint8Array> {
  const bytes = await readFile(path);
  if (await namesFile(cid, bytes)) return bytes;
  throw told(
    "data",
    `${path} is not the file that the spec names, ${cid}`,
    "Omit it, and give a gateway that has the file: --gateway URL",
  );
}

/** Meaningless samples, the same for everybody: they show that a model runs. */
function madeUp(spec: CompetitionSpec): EvaluatorCompetition {
  if (spec.input.columns !== undefined) {
    return { ...madeUpTable(spec, MADE_UP), part: "test" };
  }
  const { cid, classes } = spec.test;
  const features = featuresOf(spec.input);
  const test = { cid, labels: cid, format: "idx" as const, rows: MADE_UP, classes };
  // A step that is coprime to 256 reaches every byte.
  const values = Uint8Array.from({ length: MADE_UP * features }, (_, i) => (i * 151 + 7) & 255);
  return {
    spec: { ...spec, ...(spec.target && { target: MADE_UP_TARGET }), test },
    part: "test",
    data: writeIdx([MADE_UP, features], values),
    labels: writeIdx([MADE_UP], new Uint8Array(MADE_UP)),
  };
}
