/**
 * Specs: a reader gives a spec that it would write as it read it, or says what is wrong in a sentence.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { type CompetitionSpec, encodeSpec, parseSpec } from "../../protocol/spec/spec.ts";
import { DemlError } from "../../protocol/errors.ts";
import { SPEC } from "./build.ts";
import { below, damaged } from "./damage.ts";
import { type Fuzz, play } from "./fuzzer.ts";
import { pick, type Random } from "./mutate.ts";

export const NAME = "specs";

const nonce = (digit: string) => `0x${digit.repeat(24)}`;

/** Specs of every format. */
const BASES: CompetitionSpec[] = [
  SPEC,
  { ...SPEC, test: { ...SPEC.test, format: "csv", labelColumn: "label", header: true } },
  {
    ...SPEC,
    test: {
      cid: SPEC.test.cid,
      rows: 40,
      classes: 3,
      classNames: ["a", "b", "c"],
      format: "idx",
      labels: SPEC.test.cid,
      sealed: { cipher: "AES-256-GCM", nonce: nonce("a"), labelsNonce: nonce("b") },
    },
    validation: { cid: SPEC.test.cid, rows: 1, classes: 2, format: "npy", labels: SPEC.test.cid },
  },
];

const VALUES: unknown[] = [
  ...[null, true, 0, -0, -1, 0.5, 1e308, 2 ** 53, 2 ** 53 + 2, 16_777_217, "", "x", [], {}, [[]]],
  ...["__proto__", "\u0000", "\u202e", "\ud800", "a".repeat(70_000), ["a", "a"], [1, 1, 1]],
];

export const fuzz: Fuzz = (random, until) => play(random, until, one);

function one(next: Random): void {
  const spec = structuredClone(pick(next, BASES)) as unknown as Record<string, unknown>;
  for (let count = below(next, 3); count > 0; count--) change(next, spec);
  const json = new TextEncoder().encode(nested(next, JSON.stringify(spec)));
  const bytes = next() < 0.5 ? json : damaged(next, json);
  let read: CompetitionSpec;
  try {
    read = parseSpec(bytes);
  } catch (error) {
    assert(error instanceof DemlError && error.code === "spec", `${error}`);
    assert(error.message.length < 1_000, `a sentence of ${error.message.length} characters`);
    return;
  }
  const written = encodeSpec(read);
  assertEquals(parseSpec(written), read);
  assertEquals(encodeSpec(parseSpec(written)), written);
}

/** Changes a field somewhere: its value, its name, whether it is there. */
function change(next: Random, object: Record<string, unknown>): void {
  const name = pick(next, Object.keys(object));
  const inner = object[name];
  if (
    inner !== null && typeof inner === "object" && next() < 0.7 && Object.keys(inner).length > 0
  ) {
    return change(next, inner as Record<string, unknown>);
  }
  const way = next();
  if (way < 0.2) delete object[name];
  else {
    const to = way < 0.3 ? pick(next, ["constructor", "extra", "a\nb"]) : name;
    object[to] = structuredClone(pick(next, VALUES));
  }
}

/** The text, sometimes with many brackets where a value was. */
function nested(next: Random, text: string): string {
  if (next() > 0.05) return text;
  const depth = pick(next, [10, 1_000, 30_000]);
  return text.replace(
    /"description":"[^"]*"/,
    `"description":${"[".repeat(depth)}${"]".repeat(depth)}`,
  );
}
