/** A sentence whose words explain themselves, each where it first stands. */
import type { ReactNode } from "react";
import type { TermName } from "../words/glossary.ts";
import { Term } from "./term.tsx";

/** @param terms Words of the glossary that are explained; a plural is too */
export function Explained({ text, terms }: { text: string; terms: readonly TermName[] }) {
  const parts: ReactNode[] = [];
  let rest = text;
  const left = new Set<TermName>(terms);
  while (left.size > 0) {
    const found = new RegExp(`\\b(${[...left].join("|")})s?\\b`, "i").exec(rest);
    if (found === null) break;
    const [whole, word = whole] = found;
    const name = word.toLowerCase() as TermName;
    left.delete(name);
    parts.push(
      rest.slice(0, found.index),
      <Term key={name} name={name}>{whole}</Term>,
    );
    rest = rest.slice(found.index + whole.length);
  }
  return <>{parts}{rest}</>;
}
