/**
 * Asks an organizer for what is missing from a plan and cannot be guessed.
 *
 * @module
 */
import { hasField } from "../../../protocol/spec/formats.ts";
import { formatOf } from "../../dataset/sniff.ts";
import { amountOf, durationOf } from "../../organizer/draft_of_plan.ts";
import { EMPTY, TIMED, type Timed } from "../../organizer/draft.ts";
import { etherOf } from "../../organizer/money.ts";
import type { Plan, PlannedData } from "../../organizer/plan.ts";
import { ask, askYes } from "../ask.ts";
import type { Invocation } from "../command.ts";

/**
 * Asks for the files.
 *
 * @param plan With the paths of the command line
 * @param written What the answers are added to
 */
export async function askFiles(
  invocation: Invocation,
  plan: Plan,
  written: Plan,
): Promise<Plan> {
  if (plan.test?.file ?? plan.test?.cid) return written;
  const { terminal } = invocation;
  terminal.note("A competition is judged on a test set: samples and their labels.");
  const test = { ...written.test, ...await askData(invocation, "File of the test set") };
  if (!askYes(invocation, "Is there a public validation set to practise on", false)) {
    return { ...written, test };
  }
  const validation = await askData(invocation, "File of the validation set");
  return { ...written, test, validation: { ...written.validation, ...validation } };
}

async function askData(invocation: Invocation, question: string): Promise<PlannedData> {
  const isFile = (path: string) => {
    try {
      return Deno.statSync(path).isFile ? undefined : `${path} is not a file`;
    } catch {
      return path === "" ? "Give the path of a file" : `There is no file ${path}`;
    }
  };
  // The plan may be in another folder.
  const askFile = (what: string) => Deno.realPathSync(ask(invocation, what, "", isFile));
  const file = askFile(question);
  const labelled = hasField(formatOf(await headOf(file)), "labels");
  return labelled ? { file, labelsFile: askFile("File of its labels") } : { file };
}

async function headOf(path: string): Promise<Uint8Array> {
  const file = await Deno.open(path);
  try {
    const head = new Uint8Array(4_096);
    return head.subarray(0, await file.read(head) ?? 0);
  } finally {
    file.close();
  }
}

/** Asks for name, kind, money and times. */
export function askTerms(invocation: Invocation, plan: Plan): Plan {
  const asked = { ...plan };
  asked.name ??= ask(
    invocation,
    "Name of the competition",
    "",
    (name) => name === "" || name.length > 120 ? "Between 1 and 120 characters" : undefined,
  );
  asked.description ??= ask(invocation, "What is it about, in a line");
  if (asked.sealed === undefined) {
    invocation.terminal.note(
      "In a sealed competition, test set and models are encrypted until submission ends, so that " +
        "nobody can copy a model or train on the test set. You must publish the key then.",
    );
    asked.sealed = askYes(invocation, "Seal it", true);
  }
  if (asked.fund === undefined) {
    asked.fund = ask(
      invocation,
      "Fund in ETH: four fifths are the prize, a fifth pays the miners",
      "1",
      (given) =>
        etherOf(amountOf(given) ?? "") === undefined
          ? "An amount of ether, such as 0.5"
          : undefined,
    );
  }
  const phases = { ...asked.phases };
  const words: Record<Timed, string> = {
    registration: "People join for",
    submission: "Then they submit for",
    opening: "Then keys are published for",
    evaluation: "Then models are judged for",
  };
  for (const phase of TIMED) {
    if (phases[phase] !== undefined || (phase === "opening" && !asked.sealed)) continue;
    const { count, unit } = EMPTY.durations[phase];
    phases[phase] = ask(
      invocation,
      words[phase],
      `${count} ${unit}`,
      (given) => durationOf(given) === undefined ? "A length of time, such as 7 days" : undefined,
    );
  }
  asked.phases = phases;
  asked.terms = { returnsBuyIns: true, ...asked.terms };
  return asked;
}
