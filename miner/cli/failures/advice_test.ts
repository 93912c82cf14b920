import { assert, assertEquals } from "@std/assert";
import { ADVICE, type Advice, type AdviceKind } from "../../../protocol/score/advice.ts";
import { EXPORTERS } from "../../../protocol/score/exporters.ts";
import { tellAdvice } from "./advice.ts";

Deno.test("every piece of advice is a sentence with its fields in it", () => {
  for (const kind of Object.keys(ADVICE) as AdviceKind[]) {
    const fields = Object.entries<"number" | "string" | "exporter">(ADVICE[kind]);
    for (const exporter of EXPORTERS) {
      const value = { number: 4_711, string: "4711", exporter };
      const given = fields.map(([name, type]) => [name, value[type]]);
      const text = tellAdvice({ kind, ...Object.fromEntries(given) } as Advice);
      assert(/^[A-Z]/.test(text) && !/[.!?]$/.test(text) && !/undefined/.test(text), text);
      assert(text.length <= 300, text);
      if (exporter !== "unknown") continue;
      assertEquals(text.includes("4711"), fields.some(([, type]) => type !== "exporter"), text);
    }
  }
});

Deno.test("a model may take samples in their shape or in one row", () => {
  const advice = {
    kind: "export-input",
    type: "float32",
    values: 784,
    exporter: "unknown",
  } as const;
  assertEquals(
    tellAdvice({ ...advice, shape: "1, 28, 28" }),
    "Export it for float32 [N, 1, 28, 28] or [N, 784]",
  );
  assertEquals(tellAdvice({ ...advice, shape: "784" }), "Export it for float32 [N, 784]");
});
