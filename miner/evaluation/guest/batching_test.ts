import { assertEquals } from "@std/assert";
import { batchSize } from "./batching.ts";

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

Deno.test("a fixed batch is honoured, and wide rows go a few at a time", () => {
  assertEquals(batchSize({ ...lenet, fixed: 48 }), 48);
  assertEquals(batchSize({ ...lenet, features: 1_000_000 }), 4);
  assertEquals(batchSize({ ...lenet, features: 16_777_216 }), 1);
});

Deno.test("a model that produces many values per row gets fewer rows, so that a batch stays below 256 MB", () => {
  assertEquals(batchSize({ ...lenet, made: 2 ** 22 }), 16);
  assertEquals(batchSize({ ...lenet, made: 2 ** 26 }), 1);
});
