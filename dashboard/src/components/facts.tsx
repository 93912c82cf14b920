/** Numbers and words with their names, side by side. */
import type { ReactNode } from "react";
import type { TermName } from "../words/glossary.ts";
import { Explained } from "./explained.tsx";

/** @param terms Words of the labels that the glossary explains */
export function Facts({ of, terms = [] }: {
  of: [label: string, value: ReactNode][];
  terms?: readonly TermName[];
}) {
  return (
    <dl className="facts">
      {of.map(([label, value]) => (
        <div key={label}>
          <dt>
            <Explained text={label} terms={terms} />
          </dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
