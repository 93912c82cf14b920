/**
 * ONNX's own suite: what DeML infers of each model is what the suite says, or the model is refused
 * for a documented reason.
 *
 * `deno task test:interop backend` installs the suite first; of itself, `deno test` does not find
 * this file. With DEML_UPDATE=1 the list of refused models is rewritten.
 */
import { assert, assertEquals } from "@std/assert";
import { reasonFor } from "./backend/reasons.ts";
import { judge, testNames } from "./backend/suite.ts";

const ROOT = Deno.env.get("DEML_ONNX_SUITE");
if (ROOT === undefined) throw new Error("Run `deno task test:interop backend`, which installs it");
const LIST = new URL("./backend/refused.json", import.meta.url);

const names = await testNames(ROOT);
const outcomes = await Promise.all(
  names.map(async (name) => ({ name, outcome: await judge(ROOT, name) })),
);
const wrong = outcomes.flatMap(({ name, outcome }) =>
  outcome.kind === "wrong" ? [`${name}: ${outcome.what}`] : []
);
const undocumented: string[] = [];
const refused: Record<string, string[]> = {};
for (const { name, outcome } of outcomes) {
  if (outcome.kind !== "refused") continue;
  const reason = reasonFor(outcome.found);
  if (reason === undefined) undocumented.push(`${name}: ${outcome.rule}: ${outcome.found}`);
  else (refused[reason] ??= []).push(name);
}
const sorted = Object.fromEntries(Object.entries(refused).sort(([a], [b]) => (a < b ? -1 : 1)));
const right = outcomes.filter(({ outcome }) => outcome.kind === "right").length;

console.log(`${names.length} models of ONNX's suite
${right} right
${wrong.length} with wrong shapes, types or missing outputs
${undocumented.length} refused without a documented reason
${Object.values(refused).flat().length} refused for a documented reason:`);
for (const [reason, list] of Object.entries(sorted).sort(([, a], [, b]) => b.length - a.length)) {
  console.log(`${String(list.length).padStart(5)}  ${reason}`);
}
if (Deno.env.get("DEML_UPDATE")) {
  await Deno.writeTextFile(LIST, `${JSON.stringify(sorted, undefined, 2)}\n`);
}

Deno.test("the suite is that of onnx 1.19.1", () => assertEquals(names.length, 1_755));

Deno.test("shapes and types are those that ONNX gives, of all outputs", () => {
  assertEquals(wrong, []);
  assert(right >= 1_250, `${right} models`);
});

Deno.test("every refusal has a documented reason, and the list of them only shrinks", async () => {
  assertEquals(undocumented, []);
  assertEquals(sorted, JSON.parse(await Deno.readTextFile(LIST)));
});
