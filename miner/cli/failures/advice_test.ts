import { assert, assertEquals } from "@std/assert";
import { ADVICE, type Advice, type AdviceKind } from "../../../protocol/score/advice.ts";
import { tellAdvice } from "./advice.ts";

Deno.test("every piece of advice is a sentence with its fields in it", () => {
  const value = { number: 4_711, string: "4711" };
  for (const kind of Object.keys(ADVICE) as AdviceKind[]) {
    const fields = Object.entries(ADVICE[kind]).map(([name, type]) => [name, value[type]]);
    const text = tellAdvice({ kind, ...Object.fromEntries(fields) } as Advice);
    assert(/^[A-Z]/.test(text) && !/[.!?]$/.test(text) && !/undefined/.test(text), text);
    assertEquals(text.includes("4711"), fields.length > 0, text);
  }
});

Deno.test("a model may take samples in their shape or in one row", () => {
  const advice = { kind: "export-input", type: "float32", values: 784 } as const;
  assertEquals(
    tellAdvice({ ...advice, shape: "1, 28, 28" }),
    "Export it for float32 [N, 1, 28, 28] or [N, 784]",
  );
  assertEquals(tellAdvice({ ...advice, shape: "784" }), "Export it for float32 [N, 784]");
});
