/** Why a model is INVALID, as far as it can be told without running it. */
import { useState } from "react";
import type { Standing } from "../../../protocol/history/ranking.ts";
import { type Found, useLook } from "../data/look.ts";
import type { Given } from "./given.ts";

export function Reason({ found: { verdict } }: { found: Found }) {
  return (
    <div className="notice error">
      <p>
        <strong>{sentenceOf(verdict)}.</strong> {verdict?.remedy}
        {verdict && "."}
      </p>
    </div>
  );
}

function sentenceOf(verdict: Found["verdict"]): string {
  if (verdict) return `INVALID by rule ${verdict.rule}: ${verdict.found}`;
  return "INVALID when it runs: the engine refuses it, or it gives NaN (rules runtime and output)";
}

/** Asks for the reason from within a table. */
export function WhyInvalid({ competition, spec, model }: Given & { model: Standing }) {
  const [wanted, setWanted] = useState(false);
  const { data, error } = useLook(competition, spec, model, wanted);
  if (data) {
    const { verdict } = data;
    const text = sentenceOf(verdict);
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
