import { assert, assertEquals } from "@std/assert";
import { loadCore } from "../../core-wasm/mod.ts";
import { UNPUBLISHED } from "../../protocol/spec/part.ts";
import { checkSpec } from "../../protocol/spec/spec.ts";
import { readDataSet } from "../dataset/data_set.ts";
import { madeUpTable } from "./made_up_table.ts";

Deno.test("made-up tables are read by the spec's rules, with every code and missing cells among them", () => {
  const given = checkSpec({
    version: 1,
    name: "Sealed",
    description: "",
    metric: "accuracy",
    test: {
      cid: UNPUBLISHED,
      format: "csv",
      rows: 9,
      classes: 3,
      labelColumn: "y",
      header: true,
      sealed: { cipher: "AES-256-GCM", nonce: `0x${"11".repeat(12)}` },
    },
    input: {
      shape: [3],
      type: "float32",
      layout: "flat",
      scale: 1,
      mean: [0],
      std: [1],
      columns: [
        { column: "sex", categories: ["f", 'm, or "male"'], missing: 3 },
        { column: "age", missing: "nan" },
      ],
    },
    limits: { unpackedBytes: 1, parameters: 1, multiplyAdds: 1 },
    engine: { name: "native", version: "1.30.0" },
  });
  const { spec, data } = madeUpTable(given, 64);
  const { inputs, labels } = readDataSet(loadCore(), checkSpec(spec), "test", { data });
  const column = (at: number) => [...inputs].filter((_, index) => index % 3 === at);
  assertEquals([...new Set(column(0))].sort(), [0, 1, 2, 3]);
  assert(column(1).some(Number.isNaN));
  assert(!column(1).every(Number.isNaN));
  assert(column(2).every(Number.isInteger));
  assertEquals(labels.length, 64);
});
