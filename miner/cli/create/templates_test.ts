import { assertEquals, assertStringIncludes } from "@std/assert";
import { zeroHash } from "viem";
import { refusedTerms } from "../../../protocol/terms/refused_terms.ts";
import { EMPTY } from "../../organizer/draft.ts";
import { withPlan } from "../../organizer/draft_of_plan.ts";
import { parsePlan, writePlan } from "../../organizer/plan.ts";
import { TEMPLATE_NAMES, templateOf } from "./templates.ts";
import { termsOf } from "../../organizer/terms_of.ts";

const SEALING = {
  commitment: `0x${"11".repeat(32)}` as const,
  nonce: `0x${"22".repeat(12)}` as const,
  digests: [],
  safe: true,
};

Deno.test("a template is a plan whose terms careful clients accept, and every comment a field", () => {
  for (const name of TEMPLATE_NAMES) {
    const text = templateOf(name);
    const { plan, problems } = parsePlan(text);
    assertEquals(problems, []);
    const laid = withPlan(EMPTY, plan);
    assertEquals(laid.problems, []);
    const { wrong, terms, fund = 0n } = termsOf({ ...laid.draft, sealing: SEALING }, 1e9, zeroHash);
    assertEquals(wrong, {});
    assertEquals(terms && refusedTerms({ ...terms, fund, sealed: true }), []);
    // A commented line that begins like a field is one of the plan when it is uncommented.
    const whole = text.replaceAll(/^( *)# ((?: {2})*[a-z][a-zA-Z]*:.*)$/gm, "$1$2");
    assertEquals(parsePlan(whole).problems, []);
    assertStringIncludes(whole, "\nvalidation:\n");
  }
});

Deno.test("all errors in a plan are reported, field by field", () => {
  const { problems } = parsePlan(`
name: 3
test: { fil: a.csv, rows: many }
phases: { registration: 7 days, closing: 3 days }
`);
  assertEquals(problems.map(({ field }) => field).sort(), [
    "name",
    "phases.closing",
    "test.fil",
    "test.rows",
  ]);
  const { plan } = parsePlan("phases: { registration: soon, submission: 2030-01-31 }");
  assertEquals(withPlan(EMPTY, plan).problems.map(({ field }) => field), ["phases.registration"]);
  const mixed = parsePlan("phases: { registration: 7 days, submission: 2030-01-31 }");
  assertStringIncludes(withPlan(EMPTY, mixed.plan).problems[0]?.because ?? "", "all");
});

Deno.test("a plan survives being written", () => {
  const { plan } = parsePlan(templateOf("table"));
  assertEquals(parsePlan(writePlan(plan)).plan, plan);
});
