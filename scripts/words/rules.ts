/**
 * The rules of `rules.toml`, and what breaks them.
 *
 * @module
 */
import { parse } from "@std/toml/parse";

/** What is not written here. */
export interface Rule {
  name: string;
  /** An example of it, and how that is written instead */
  not: string;
  but: string;
  /** What to write instead, in general */
  say: string;
  pattern: RegExp;
}

/** A place where a rule is broken. */
export interface Finding {
  rule: Rule;
  /** From 1 */
  line: number;
  words: string;
}

/** White space within a paragraph: a line may end in it, and no empty one. */
const SPACE = "(?:[ \\t]+|[ \\t]*\\n[ \\t]*)";

/** Reads the rules; a space in a pattern stands for any white space within a paragraph. */
export function readRules(toml: string): Rule[] {
  const { rule } = parse(toml) as { rule: (Omit<Rule, "pattern"> & { pattern: string })[] };
  return rule.map((each) => ({
    ...each,
    pattern: new RegExp(each.pattern.replaceAll(" ", SPACE), "gimu"),
  }));
}

/** Looks for every rule in a text of `texts.ts`. */
export function findIn(text: string, rules: readonly Rule[]): Finding[] {
  const findings: Finding[] = [];
  for (const rule of rules) {
    for (const match of text.matchAll(rule.pattern)) {
      findings.push({
        rule,
        line: text.slice(0, match.index).split("\n").length,
        words:
          (match[0] + text.slice(match.index + match[0].length).replace(/[^\p{L}'][\s\S]*/u, ""))
            .trim().replace(/\s+/g, " "),
      });
    }
  }
  return findings.sort((a, b) => a.line - b.line);
}
