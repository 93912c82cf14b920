/**
 * The steps of creating a competition, and which fields each asks for.
 *
 * @module
 */
import type { Draft } from "../../../../miner/organizer/draft.ts";

/** The steps, by their place in the address. */
export const STEPS = {
  data: "Data",
  task: "Task",
  money: "Money",
  dates: "Dates",
  publish: "Publish",
  review: "Review",
} as const;
export type Step = keyof typeof STEPS;

/** In their order. */
export const STEP_NAMES = Object.keys(STEPS) as Step[];

/** Whether an address names a step. */
export function isStep(name: string | undefined): name is Step {
  return name !== undefined && Object.hasOwn(STEPS, name);
}

/** The step that asks for a field, by the field's path. */
export function stepOf(field: string): Step {
  const [group = "", name = ""] = field.split(".");
  switch (group) {
    case "test":
    case "validation":
    case "source":
    case "sealed":
      return "data";
    case "fund":
      return "money";
    case "durations":
    case "dates":
      return "dates";
    case "terms":
      return /Window$|Interval$/.test(name) ? "dates" : "money";
    default:
      return "task";
  }
}

/** The groups of fields that a step checks, as the form's library names them. */
export function fieldsOf(step: Step, draft: Draft): string[] {
  const { terms } = draft;
  switch (step) {
    case "data":
      return draft.withValidation ? ["test", "validation"] : ["test"];
    case "task":
      return ["name", "description", "metric", "input", "limits", "engine"];
    case "money":
    case "dates": {
      const own = Object.keys(terms).map((name) => `terms.${name}`)
        .filter((field) => stepOf(field) === step);
      return step === "money" ? ["fund", ...own] : [draft.by, ...own];
    }
    default:
      return [];
  }
}
