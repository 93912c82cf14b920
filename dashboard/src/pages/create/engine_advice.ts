/**
 * Which engine to choose: `wasm`, if there is time for it.
 *
 * @module
 */
import { lengthOf } from "../../../../protocol/format/format.ts";
import { roundTime } from "../../../../miner/evaluation/limits.ts";
import { secondsOf } from "../../../../miner/organizer/draft.ts";
import type { Form } from "./form.ts";

/** Models of a full round. */
const ROUND = 32;
/** roundTime is for both engines, at a quarter of what `wasm` alone reaches. */
const ALONE = 4;
/** A miner needs four times its evaluation: refused_terms.ts. */
const ROOM = 4;

/** What to choose and why, as a sentence; it asks for more if the form is too incomplete. */
export function engineAdvice(
  { draft, spec }: Pick<Form, "draft" | "spec">,
): string {
  const { engine, terms, limits, test } = draft;
  const why = "Its labels are the same bits everywhere, so an honest miner is never an outlier";
  const multiplyAdds = spec?.limits.multiplyAdds ?? Number(limits.multiplyAdds);
  const rows = spec?.test.rows ?? Number(test.rows);
  const commit = secondsOf(terms.commitWindow);
  if (!(multiplyAdds > 0 && rows > 0) || commit === undefined) {
    return `WebAssembly is recommended if there is time for it. ${why}`;
  }
  const models = Math.min(ROUND, Number(terms.maxModels) || ROUND);
  const seconds = roundTime({ multiplyAdds, rows, models, width: 1 }) / ALONE;
  const takes = `With ${models} models at your limits, a round takes it about ` +
    lengthOf(Math.max(1, seconds));
  if (ROOM * seconds <= commit) {
    return engine.name === "wasm"
      ? `Recommended: ${takes}, well within the commit window`
      : `WebAssembly is recommended here. ${takes}, well within the commit window. ${why}`;
  }
  return `WebAssembly would be better: its labels are the same bits everywhere. But ${
    takes.charAt(0).toLowerCase() + takes.slice(1)
  }, and a commit window should be four times that: lower the limits or lengthen the window`;
}
