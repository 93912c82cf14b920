import { assertEquals } from "@std/assert";
import { batchSize, filledUp } from "./batching.ts";

const lenet = {
  fixed: undefined,
  parameters: 20_564,
  multiplyAdds: 348_608,
  features: 784,
  made: 13_000,
};

Deno.test("convolutions go through 64 rows at a time, dense layers 512", () => {
  assertEquals(batchSize(lenet), 64);
  assertEquals(batchSize({ ...lenet, parameters: 25_452, multiplyAdds: 26_224 }), 512);
});

Deno.test("a fixed batch is honoured, and wide rows go a few times 16 at a time, or alone", () => {
  assertEquals(batchSize({ ...lenet, fixed: 48 }), 48);
  assertEquals(batchSize({ ...lenet, features: 100_000 }), 32);
  assertEquals(batchSize({ ...lenet, features: 1_000_000 }), 1);
  assertEquals(batchSize({ ...lenet, features: 16_777_216 }), 1);
});

Deno.test("the end of the data is filled up to a multiple of 16, a fixed batch to its size", () => {
  assertEquals([1, 16, 17, 64].map((rows) => filledUp(rows, 64, undefined)), [16, 16, 32, 64]);
  assertEquals([1, 48].map((rows) => filledUp(rows, 48, 48)), [48, 48]);
  assertEquals(filledUp(1, 1, undefined), 1);
});

Deno.test("a model that produces many values per row gets fewer rows, so that a batch stays below 256 MB", () => {
  assertEquals(batchSize({ ...lenet, made: 2 ** 22 }), 16);
  assertEquals(batchSize({ ...lenet, made: 2 ** 26 }), 1);
});
