import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { loadCore } from "../../../core-wasm/mod.ts";
import { checkSpec, type CompetitionSpec } from "../../../protocol/spec/spec.ts";
import { UNPUBLISHED } from "../../../protocol/spec/part.ts";
import { told } from "../../../protocol/errors.ts";
import { visible } from "../../../protocol/text/visible.ts";
import { Failure } from "../components/failure.tsx";
import { openTable } from "../data/table.ts";
import { nameOf } from "./phase.tsx";
import { SpecFacts } from "./spec_facts.tsx";

/** Turns what follows around, hides what is between, steers a terminal, and looks like nothing. */
const HOSTILE = "a\u202eb\u200bc\u2066d\u001b[31me\u009bf\u00adg\u{e0041}h";

const SPEC: CompetitionSpec = checkSpec({
  version: 1,
  name: HOSTILE,
  description: `${HOSTILE}\nsecond line`,
  metric: "accuracy",
  test: {
    cid: UNPUBLISHED,
    format: "csv",
    rows: 1,
    classes: 2,
    classNames: [HOSTILE, "b"],
    labelColumn: 0,
    header: true,
  },
  input: { shape: [1], type: "float32", layout: "flat", scale: 1, mean: [0], std: [1] },
  limits: { unpackedBytes: 1_000, parameters: 10, multiplyAdds: 10 },
  engine: { name: "wasm", version: "1.30.0" },
});

function assertVisible(shown: string): void {
  assertEquals(visible(shown), shown);
}

function textOf(node: ReactNode): string {
  return renderToStaticMarkup(node).replaceAll("\n", "");
}

Deno.test("a spec's name, texts and classes are shown without a character that nobody sees", () => {
  assertVisible(nameOf(1n, SPEC));
  assertStringIncludes(nameOf(1n, SPEC), "a\\u{202e}b");
  const facts = textOf(<SpecFacts spec={SPEC} />);
  assertVisible(facts);
  assertStringIncludes(facts, "a\\u202eb");
});

Deno.test("what a stranger's error says is shown so, too", () => {
  const known = told("chain", `The node says ${HOSTILE}`, "Ask another one");
  for (const error of [known, new Error(HOSTILE), HOSTILE]) {
    const shown = textOf(<Failure error={error} doing="look" />);
    assertVisible(shown);
    assertStringIncludes(shown, "\\u{202e}");
  }
});

Deno.test("the names of a data set's columns are, too", () => {
  const data = new TextEncoder().encode(`label,${HOSTILE}\n0,5\n`);
  const { names } = openTable(loadCore(), SPEC, "test", { data }).facts;
  assert(names !== undefined);
  names.forEach(assertVisible);
});
