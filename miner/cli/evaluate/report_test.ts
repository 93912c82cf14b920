import { assertEquals } from "@std/assert";
import { mnistSpec } from "../../dataset/mnist_spec.ts";
import type { Comparison } from "../../evaluation/host/compare_verdicts.ts";
import type { ScoredVerdict } from "../../evaluation/host/verdict_of.ts";
import type { Terminal } from "../terminal.ts";
import { printReport } from "./report.ts";

Deno.test("of a regression, engines are compared by the values that they give", () => {
  const { test: { classes: _, ...test }, validation: __, ...spec } = mnistSpec();
  const differences = [{ row: 7, labels: [0, 1] as [number, number], leads: [0, 0] as never }];
  const printed = (found: typeof differences) => {
    const lines: string[] = [];
    const print = (text = "") => void lines.push(...text.split("\n"));
    const plain = (text: string) => text;
    const terminal = { out: print, block: print, paint: { bold: plain, green: plain } };
    printReport(terminal as unknown as Terminal, {
      path: "model.onnx",
      engine: "native",
      spec: { ...spec, test, metric: "mae", target: { decimals: 2, range: [-1.5, 10] } },
      verdict: { score: 98_000, correct: 1, rows: 9, hints: [] } as unknown as ScoredVerdict,
      mistakes: [],
      comparison: {
        kind: "compared",
        rows: 9,
        scores: [98_000, 98_000],
        differences: found,
      } satisfies Comparison,
    });
    return lines.map((line) => line.trim().replaceAll(/ +/g, " "));
  };
  assertEquals(printed(differences).slice(-3), [
    "The engines disagree on 1 of 9 rows",
    "row native wasm",
    "7 -1.50 -1.49",
  ]);
  assertEquals(printed([]).at(-1), "Both engines give the same value to all 9 rows");
});
