/** A word of the glossary that explains itself where it stands. */
import type { ReactNode } from "react";
import { GLOSSARY, type TermName } from "../words/glossary.ts";
import { Hint } from "./hint.tsx";

/** `<Term name="quorum" />`; with children, those are shown instead of the word. */
export function Term({ name, children = name }: { name: TermName; children?: ReactNode }) {
  return <Hint text={`${GLOSSARY[name]}.`}>{children}</Hint>;
}
