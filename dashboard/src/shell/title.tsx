/** The document's title, which follows the address. */
import { useEffect } from "react";
import { useLocation } from "wouter";
import { useCompetition } from "../chain/queries.ts";
import { useSpec } from "../data/spec.ts";
import { nameOf } from "../pages/phase.tsx";
import { competitionIn, titleOf } from "../words/titles.ts";

export function Title() {
  const [path] = useLocation();
  const id = competitionIn(path);
  const { data: competition } = useCompetition(id);
  const { data: spec } = useSpec(competition?.specDigest);
  const title = titleOf(path, competition && nameOf(competition.id, spec));
  useEffect(() => {
    document.title = title;
  }, [title]);
  return null;
}
