/** Why a model is INVALID, as far as it can be told without running it. */
import { useState } from "react";
import type { Standing } from "../../../protocol/history/ranking.ts";
import { type Found, useLook } from "../data/look.ts";
import { tellVerdict } from "../failures/invalid.ts";
import type { Given } from "./given.ts";

export function Reason({ found: { verdict } }: { found: Found }) {
  const told = verdict && tellVerdict(verdict);
  return (
    <div className="notice error">
      <p>
        <strong>{told?.message ?? WHEN_RUN}.</strong> {told && `${told.remedy}.`}
      </p>
    </div>
  );
}

const WHEN_RUN =
  "INVALID when it runs: the engine refuses it, or it gives NaN (rules runtime and output)";

/** Asks for the reason from within a table. */
export function WhyInvalid({ competition, spec, model }: Given & { model: Standing }) {
  const [wanted, setWanted] = useState(false);
  const { data, error } = useLook(competition, spec, model, wanted);
  if (data) {
    const { verdict } = data;
    const text = verdict ? tellVerdict(verdict).message : WHEN_RUN;
    return (
      <small className="why" title={text}>
        {verdict ? `${verdict.rule}: ${verdict.found}` : text}
      </small>
    );
  }
  if (error) return <small className="why">its package was not found</small>;
  return (
    <button
      type="button"
      className="plain"
      aria-label={`Why model ${model.id} is INVALID`}
      disabled={wanted || spec === undefined}
      onClick={() => setWanted(true)}
    >
      {wanted ? "…" : "why?"}
    </button>
  );
}
