/**
 * What is wrong with a form, at its fields: the spec by the schema that every reader uses, money and
 * times by the contract's rules.
 *
 * @module
 */
import type { SpecFailure } from "../../../../protocol/failures.ts";
import {
  type CompetitionSpec,
  encodeSpec,
  MAX_SPEC_BYTES,
  problemsOf,
} from "../../../../protocol/spec/spec.ts";
import { type Draft, DRAFT_SCHEMA, TIMED } from "../../../../miner/organizer/draft.ts";
import { parseCid } from "../../../../miner/ipfs/cid.ts";
import { fieldOf, specOf } from "../../../../miner/organizer/spec_of.ts";
import { termsOf } from "../../../../miner/organizer/terms_of.ts";
import { zeroHash } from "viem";
import { tellFailure } from "../../failures/tables.ts";
import { mustBe } from "../../words/form_words.ts";

/** A sentence for each field that is wrong, by its path in the form. */
export type Problems = Record<string, string>;

/** Everything that is wrong. */
export function problemsIn(draft: Draft, now: number): Problems {
  const spec = failuresOf(specOf(draft)).map((failure): [string, string] => [
    fieldOf(failure) ?? "name",
    mustBe(failure) ?? tellFailure(failure).message,
  ]);
  const terms = Object.entries(termsOf(draft, now, zeroHash).wrong).map(
    ([name, message]): [string, string] => [pathOf(name, draft), message],
  );
  const parts = draft.withValidation ? ["test", "validation"] as const : ["test"] as const;
  const cids = draft.source === "files" ? [] : parts.flatMap((part) => {
    const { cid, labels } = draft[part];
    const given = { cid, ...(labels.trim() !== "" && { labels }) };
    return Object.entries(given).flatMap(([name, text]): [string, string][] =>
      isCid(text) ? [] : [[`${part}.${name}`, WRONG_CID]]
    );
  });
  // The first about a field is the one that names its rule best.
  return Object.fromEntries([...spec, ...terms, ...cids].reverse());
}

const WRONG_CID = "A CID of version 1 in base32, which begins with b";

/** Whether text, with blanks around it, is the address of a file. */
export function isCid(text: string): boolean {
  try {
    return parseCid(text.trim()) !== undefined;
  } catch {
    return false;
  }
}

function failuresOf(described: Record<string, unknown>): SpecFailure[] {
  const found = problemsOf(described);
  if (found.length > 0) return found;
  const bytes = encodeSpec(described as unknown as CompetitionSpec).length;
  return bytes > MAX_SPEC_BYTES ? [{ kind: "spec/too-long", bytes, most: MAX_SPEC_BYTES }] : [];
}

/** Where the form has a field of the terms. */
function pathOf(name: string, { by }: Draft): string {
  if (name === "fund") return name;
  if ((TIMED as readonly string[]).includes(name)) {
    return by === "dates" ? `dates.${name}` : `durations.${name}.count`;
  }
  return /Window$|Interval$/.test(name) ? `terms.${name}.count` : `terms.${name}`;
}

/** The form's own schema, with these checks; `now` is the chain's clock. */
export function checkedSchema(now: () => number) {
  return DRAFT_SCHEMA.superRefine((draft, context) => {
    for (const [field, message] of Object.entries(problemsIn(draft, now()))) {
      context.addIssue({ code: "custom", path: field.split("."), message });
    }
  });
}
