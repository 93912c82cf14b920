import { assert, assertEquals } from "@std/assert";
import { largestFiles } from "./largest_files.ts";
import { mnistCsv, mnistIdx } from "../../miner/dataset/mnist.ts";
import { mnistSpec } from "../../miner/dataset/mnist_spec.ts";
import type { DataFile, InputSpec } from "./spec.ts";

const cid = "";
const input = (features: number) => ({ shape: [features] }) as InputSpec;
const csv = (rows: number): DataFile => ({ cid, rows, classes: 2, format: "csv", labelColumn: 0 });
const idx = (rows: number): DataFile => ({ cid, rows, classes: 2, format: "idx", labels: cid });

Deno.test("a file may be as large as its rows and features can need, but not larger", () => {
  const around = 65_536 + 64 + 16;
  assertEquals(largestFiles(csv(10), input(4)).data, 32 * 10 * 5 + 256 * 5 + around);
  assertEquals(largestFiles(idx(10), input(4)), { data: 320 + around, labels: 80 + around });
});

Deno.test("whatever a spec says, data and labels together fit one frame", () => {
  for (const file of [csv(100_000_000), idx(100_000_000)]) {
    const { data, labels } = largestFiles(file, input(16_777_216));
    assert(data + labels < 2 ** 32);
  }
});

Deno.test("what programs write fits", async () => {
  const spec = mnistSpec();
  const { images, labels } = await mnistIdx("test");
  assert((await mnistCsv("test")).length < largestFiles(spec.test, spec.input).data);
  const most = largestFiles(idx(10_000), spec.input);
  assert(images.length < most.data && labels.length < most.labels);
  // As numpy.savetxt writes doubles, each in quotes and with a blank, and names as long as a spec's.
  const row = Array(5).fill('"-1.797693134862315708e+308"').join(", ");
  const header = Array(5).fill("n".repeat(120)).join(",");
  const text = [header, ...Array(1_000).fill(row)].join("\r\n");
  assert(text.length < largestFiles(csv(1_000), input(4)).data);
});
