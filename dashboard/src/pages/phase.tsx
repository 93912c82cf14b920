/** A competition's phase in words. */
import type { Competition, Phase } from "../../../protocol/state/competition.ts";
import { cancelReasonOf } from "../words/cancelling.ts";
import type { CompetitionSpec } from "../../../protocol/spec/spec.ts";
import { show } from "../../../protocol/text/visible.ts";

const WORDS: Record<Phase, string> = {
  none: "not there",
  registration: "registration",
  submission: "submission",
  opening: "opening",
  evaluation: "evaluation",
  settled: "settled",
  cancelled: "cancelled",
};

const CANCELLED = {
  "no key": "test set never opened",
  "bad": "bad test set",
  "not judged": "test set never judged",
};

export function PhaseBadge({ competition }: { competition: Competition }) {
  const { phase, canCancel } = competition;
  const kind = phase === "registration" || phase === "submission"
    ? "good"
    : phase === "cancelled" || canCancel
    ? "error"
    : phase === "settled"
    ? ""
    : "warning";
  return (
    <span className={`badge ${kind}`}>
      {canCancel ? CANCELLED[cancelReasonOf(competition)] : WORDS[phase]}
    </span>
  );
}

/** What happens at the end of the phase. */
export function untilWhat({ phase }: Competition): string {
  switch (phase) {
    case "registration":
      return "Registration ends in";
    case "submission":
      return "Submission ends in";
    case "opening":
      return "Opening ends in";
    default:
      return "Evaluation ends in";
  }
}

/** A competition's name, or its number if no gateway has its spec. */
export function nameOf(id: bigint, spec: CompetitionSpec | undefined): string {
  return spec ? show(spec.name) : `Competition ${id}`;
}
