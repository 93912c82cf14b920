/**
 * A participant's progress in a competition, and the next step.
 *
 * @module
 */
import type { Competition } from "../../../../protocol/state/competition.ts";
import type { Agenda } from "../../chain/queries.ts";

/** What a participant can do now. */
export type Step =
  /** No wallet is connected */
  | "connect"
  /** Registration is open, and they are not registered */
  | "register"
  /** Registered, and submission has not begun */
  | "wait"
  | "submit"
  /** Submission is open, and their places are used up */
  | "full"
  /** Registration ended without them */
  | "late"
  /** Keys are due */
  | "open"
  | "over";

/** The step that a participant is at. */
export function stepOf(
  { phase }: Pick<Competition, "phase">,
  agenda: Pick<Agenda, "registered" | "mayRegister" | "maySubmit"> | undefined,
): Step {
  const early = phase === "registration" || phase === "submission";
  if (agenda === undefined) return early ? "connect" : "over";
  if (agenda.mayRegister) return "register";
  if (phase === "registration") return agenda.registered ? "wait" : "late";
  if (phase === "submission") {
    if (agenda.maySubmit) return "submit";
    return agenda.registered ? "full" : "late";
  }
  if (phase === "opening" && agenda.registered) return "open";
  return "over";
}
