/**
 * From what an organizer wrote down to what will be published and signed.
 *
 * @module
 */
import { type Hex, toHex } from "viem";
import { loadCore } from "../../../core-wasm/mod.ts";
import { told } from "../../../protocol/errors.ts";
import type { Part } from "../../../protocol/spec/part.ts";
import {
  checkSpec,
  type CompetitionSpec,
  encodeSpec,
  problemsOf,
} from "../../../protocol/spec/spec.ts";
import { labelsOf } from "../../../protocol/spec/formats.ts";
import type { BlockStore } from "../../ipfs/block_store.ts";
import { type CID, parseCid } from "../../ipfs/cid.ts";
import { publishBlock } from "../../ipfs/publish.ts";
import { type Draft, EMPTY } from "../../organizer/draft.ts";
import { withPlan } from "../../organizer/draft_of_plan.ts";
import type { Plan } from "../../organizer/plan.ts";
import { guessFiles } from "../../organizer/guess.ts";
import { cutFiles, type Tried, tryOut } from "../../organizer/prepare.ts";
import { splitCsv } from "../../organizer/split_rows.ts";
import { sealingOf } from "../../organizer/seal_of.ts";
import { specOf, withGuess, withSpec, withValidationGuess } from "../../organizer/spec_of.ts";
import { type Reckoning, termsOf } from "../../organizer/terms_of.ts";
import type { Invocation } from "../command.ts";
import { tellFailure } from "../failures/tell.ts";
import { type PartBytes, readPart } from "./data.ts";
import { type Planned, requireNone } from "./planned.ts";
import { sealTestSet, type TestSetSeal } from "./seal_test_set.ts";

/** The files of a competition. */
export type Files = Record<"test", PartBytes> & Partial<Record<"validation", PartBytes>>;

/** A spec in the store, with everything below it. */
export interface Composed {
  draft: Draft;
  spec: CompetitionSpec;
  cid: CID;
  digest: Hex;
  tried: { test: Tried; validation?: Tried };
  /** What strangers must be able to fetch */
  roots: { cid: CID; what: string }[];
  seal: TestSetSeal | undefined;
}

/** What a file of a plan, or a command line without one, is called in errors. */
export function nameOf({ path }: Planned): string {
  return path ?? "The competition";
}

/** Reads the files. */
export async function readFiles(invocation: Invocation, { plan, spec }: Planned): Promise<Files> {
  const { terminal } = invocation;
  const given = (part: Part) => {
    const planned = plan[part];
    const file = spec?.[part];
    const isOpen = file !== undefined && !("sealed" in file && file.sealed);
    if (planned?.file || planned?.cid || !isOpen) return planned;
    return { cid: file.cid, labels: labelsOf(file) };
  };
  terminal.progress("Reading the files");
  const test = await readPart(invocation, "test", given("test"));
  if (test === undefined) {
    throw told(
      "usage",
      "There is no test set",
      "Name its file: in the plan, under test, or with --test FILE",
    );
  }
  const wanted = invocation.integer("public-rows", { min: 1, max: 100_000_000 });
  if (wanted !== undefined) return splitOff(test, wanted);
  const validation = await readPart(invocation, "validation", given("validation"));
  terminal.clear();
  return { test, ...(validation && { validation }) };
}

/** The test set without its public part, and that. */
function splitOff(test: PartBytes, wanted: number): Files {
  const { format, rows, header } = guessFiles(test);
  if (format !== "csv" || test.cids) {
    throw told(
      "usage",
      "Rows are only split off a CSV file",
      "Split the files yourself, and give both parts: --test and --public-part",
    );
  }
  const parts = splitCsv(test.data, { rows, wanted, header });
  return { test: { data: parts.test }, validation: { data: parts.publicPart } };
}

/** The draft that the files and the plan make. */
export function draftOf(planned: Planned, files: Files): Draft {
  const { plan, spec } = planned;
  const base = spec ? withSpec(EMPTY, spec) : withGuesses(EMPTY, files, plan);
  const { draft, problems } = withPlan(base, plan);
  requireNone(nameOf(planned), problems);
  return {
    ...draft,
    source: files.test.cids ? "cids" : "files",
    withValidation: files.validation !== undefined,
  };
}

function withGuesses(draft: Draft, { test, validation }: Files, plan: Plan): Draft {
  const core = loadCore();
  const found = withGuess(draft, guessFiles(test, core, plan.test?.labelColumn));
  if (validation === undefined) return found;
  const label = plan.validation?.labelColumn ?? plan.test?.labelColumn;
  return withValidationGuess(found, guessFiles(validation, core, label));
}

/** Seals, cuts and checks; everything is in the store then. */
export async function compose(
  invocation: Invocation,
  planned: Planned,
  files: Files,
  given: Draft,
  store: BlockStore,
): Promise<Composed> {
  const { terminal } = invocation;
  const path = planned.plan.test?.file;
  if (given.sealed && path === undefined) {
    throw told(
      "usage",
      "A published test set cannot be sealed",
      "Give its file, under test or with --test, or set sealed: false",
    );
  }
  if (given.claims && !(given.sealed && files.validation)) {
    throw told(
      "usage",
      given.sealed
        ? "Scores are claimed on a public part, and there is none"
        : "Scores are claimed while models are sealed, and this competition is open",
      "Give --public-part FILE or --public-rows N with sealed: true, or set claims: false",
    );
  }
  // Whether it can be read is found out before anything is sealed or stored.
  const plain = checked(planned, specOf({ ...given, sealed: false }));
  terminal.progress("Reading the test set as miners will");
  const tried = {
    test: tryOut(plain, "test", files.test),
    ...(files.validation && { validation: tryOut(plain, "validation", files.validation) }),
  };
  const seal = given.sealed && path !== undefined
    ? await sealTestSet(
      invocation,
      invocation.text("key-out") ?? `${path}.key.json`,
      bytesOf(files.test),
    )
    : undefined;
  const draft = seal ? { ...given, sealing: sealingOf(seal.seal, seal.file.commitment) } : given;
  terminal.progress("Cutting the files into blocks");
  const test = await cut(files.test, store, seal);
  const validation = files.validation && await cut(files.validation, store);
  const spec = checked(planned, specOf(draft, { test, validation }));
  const cid = await publishBlock(encodeSpec(spec), store);
  terminal.clear();
  return {
    draft,
    spec,
    cid,
    digest: toHex(cid.multihash.digest),
    tried,
    roots: rootsOf(spec, cid),
    seal,
  };
}

async function cut(
  part: PartBytes,
  store: BlockStore,
  seal?: TestSetSeal,
): Promise<{ data: string; labels?: string }> {
  if (part.cids) return part.cids;
  const [data = "", labels] = await cutFiles(bytesOf(part), store, seal?.seal);
  return { data, ...(labels !== undefined && { labels }) };
}

function bytesOf({ data, labels }: PartBytes): Uint8Array<ArrayBuffer>[] {
  return labels ? [data, labels] : [data];
}

function checked(planned: Planned, described: unknown): CompetitionSpec {
  const problems = problemsOf(described).map((failure) => ({
    field: "field" in failure ? failure.field : "",
    because: tellFailure(failure).message,
  }));
  requireNone(nameOf(planned), problems);
  return checkSpec(described);
}

function rootsOf({ test, validation }: CompetitionSpec, spec: CID): Composed["roots"] {
  const of = (what: string, file: typeof test) => {
    const labels = labelsOf(file);
    return [
      { cid: parseCid(file.cid), what: `the ${what} set` },
      ...(labels ? [{ cid: parseCid(labels), what: `the ${what} set's labels` }] : []),
    ];
  };
  return [
    { cid: spec, what: "the spec" },
    ...of("test", test),
    ...(validation ? of("validation", validation) : []),
  ];
}

/** Terms of a draft, complete. */
export type Agreed = Required<Pick<Reckoning, "terms" | "fund" | "split">>;

const FIELDS: Record<string, string> = {
  fund: "fund",
  registration: "phases.registration",
  submission: "phases.submission",
  opening: "phases.opening",
  evaluation: "phases.evaluation",
};

/** Computes the terms, from the chain's clock. */
export function agreedTerms(planned: Planned, draft: Draft, now: number, digest: Hex): Agreed {
  const { wrong, terms, fund, split } = termsOf(draft, now, digest);
  requireNone(
    nameOf(planned),
    Object.entries(wrong).map(([field, because]) => ({
      field: FIELDS[field] ?? `terms.${field}`,
      because: because.charAt(0).toLowerCase() + because.slice(1),
    })),
  );
  if (terms === undefined || fund === undefined || split === undefined) {
    throw told("spec", "The terms are incomplete", "Give fund and phases");
  }
  return { terms, fund, split };
}
