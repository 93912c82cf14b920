/**
 * What an organizer has written down: a plan, or a spec and terms, with paths of the data.
 *
 * @module
 */
import { parse as parseYaml } from "@std/yaml/parse";
import { reasonOf, told } from "../../../protocol/errors.ts";
import { checkSpec, type CompetitionSpec } from "../../../protocol/spec/spec.ts";
import { readFile } from "../../base/read_file.ts";
import type { Plan, Problem } from "../../organizer/plan.ts";
import { parsePlan } from "../../organizer/plan.ts";
import { type Invocation, type Option, usage } from "../command.ts";

/** What a competition is made of. */
export const PLAN_OPTIONS: Option[] = [
  { name: "spec", value: "FILE", help: "The spec, as JSON or YAML, instead of PLAN" },
  { name: "terms", value: "FILE", help: "Fund, phases and terms, as YAML, instead of PLAN" },
  { name: "test", value: "FILE", help: "The test set" },
  { name: "test-labels", value: "FILE", help: "Its labels, if they are a separate file" },
  { name: "validation", value: "FILE", help: "The public validation set" },
  { name: "validation-labels", value: "FILE", help: "Its labels" },
  {
    name: "public-part",
    value: "FILE",
    help: "The public part of a sealed test set, on which authors may claim scores",
  },
  { name: "public-part-labels", value: "FILE", help: "Its labels" },
  {
    name: "public-rows",
    value: "N",
    help: "Split the public part off the test set: N rows, evenly spread; CSV only",
  },
];

/** What was written down. */
export interface Planned {
  /** With paths as this process opens them */
  plan: Plan;
  /** As it is in the file */
  written: Plan;
  /** Fields that are not guessed, from `--spec` */
  spec?: CompetitionSpec;
  /** The plan's file, if there is one: answers are kept in it */
  path?: string;
}

/** Reads what a command line names. */
export async function readPlanned(invocation: Invocation): Promise<Planned> {
  const [path] = invocation.positional;
  const [specPath, termsPath] = [invocation.text("spec"), invocation.text("terms")];
  if (path !== undefined && (specPath ?? termsPath) !== undefined) {
    throw usage(invocation.command, "A PLAN has spec and terms: give it, or --spec and --terms");
  }
  const written = path !== undefined
    ? await readPlanFile(path, "all", true)
    : termsPath !== undefined
    ? await readPlanFile(termsPath, "terms")
    : {};
  const spec = specPath === undefined ? undefined : await readSpecFile(specPath);
  return {
    plan: openable(invocation, written, path),
    written,
    ...(spec && { spec }),
    ...(path !== undefined && { path }),
  };
}

/** A plan with its own paths from its folder, and those of the command line. */
export function openable(invocation: Invocation, written: Plan, path: string | undefined): Plan {
  return withFiles(invocation, path === undefined ? written : inFolder(written, folderOf(path)));
}

async function readPlanFile(
  path: string,
  only: "all" | "terms",
  mayBeAbsent = false,
): Promise<Plan> {
  if (mayBeAbsent && !await isThere(path)) return {};
  const { plan, problems } = parsePlan(new TextDecoder().decode(await readFile(path)), only);
  requireNone(path, problems);
  return plan;
}

/** Refuses a file, with everything that is wrong in it. */
export function requireNone(path: string, problems: Problem[]): void {
  const [first, ...others] = problems;
  if (first === undefined) return;
  const one = ({ field, because }: Problem) => field === "" ? because : `${field}: ${because}`;
  throw told(
    "spec",
    others.length === 0
      ? `${path} is wrong: ${one(first)}`
      : `${path} is wrong in ${problems.length} places: ${problems.map(one).join("; ")}`,
    "Correct it and run the command again; `deml competitions template` prints one with all fields",
    { details: { problems } },
  );
}

async function readSpecFile(path: string): Promise<CompetitionSpec> {
  const text = new TextDecoder().decode(await readFile(path));
  let value: unknown;
  try {
    value = parseYaml(text);
  } catch (error) {
    throw told("spec", `${path} is neither JSON nor YAML: ${reasonOf(error)}`, "Correct it");
  }
  return checkSpec(value);
}

/** Paths of a plan are relative to its folder. */
function inFolder(plan: Plan, folder: string): Plan {
  const at = (path: string | undefined) =>
    path === undefined || path.startsWith("/") ? path : `${folder}${path}`;
  const files = (data: Plan["test"]) =>
    data && { ...data, file: at(data.file), labelsFile: at(data.labelsFile) };
  return {
    ...plan,
    ...(plan.test && { test: files(plan.test) }),
    ...(plan.validation && { validation: files(plan.validation) }),
  };
}

function folderOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/") + 1) : "";
}

function withFiles(invocation: Invocation, plan: Plan): Plan {
  const files = (part: "test" | "validation") => {
    const [file, labelsFile] = [invocation.text(part), invocation.text(`${part}-labels`)];
    const given = { ...(file && { file }), ...(labelsFile && { labelsFile }) };
    return Object.keys(given).length === 0 ? {} : { [part]: { ...plan[part], ...given } };
  };
  const named = { ...plan, ...files("test"), ...files("validation") };
  return withPublicPart(invocation, named);
}

/** The public part is the validation set, and the spec says that scores may be claimed on it. */
function withPublicPart(invocation: Invocation, plan: Plan): Plan {
  const [file, labelsFile] = [
    invocation.text("public-part"),
    invocation.text("public-part-labels"),
  ];
  const splits = invocation.text("public-rows") !== undefined;
  if (file === undefined && !splits) return plan;
  if (plan.validation?.file !== undefined || (file !== undefined && splits)) {
    throw usage(
      invocation.command,
      "Give one of --public-part, --public-rows and --validation: a spec has one public set",
    );
  }
  if (file === undefined) return { ...plan, claims: true };
  const validation = { ...plan.validation, file, ...(labelsFile && { labelsFile }) };
  return { ...plan, validation, claims: true };
}

async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
