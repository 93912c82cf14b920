import { assertEquals, assertRejects } from "@std/assert";
import { DemlError } from "../../../protocol/errors.ts";
import type { DatasetFailure } from "../../../miner/dataset/failures.ts";
import { expose, wrap } from "./comlink.ts";

const thrower = {
  data(): void {
    throw new DemlError<DatasetFailure>({ kind: "data/csv-rows", rows: 2, expected: 3 });
  },
  other(): void {
    throw new RangeError("Array buffer allocation failed");
  },
};

Deno.test("a failure comes out of a worker as the data it is, anything else as its text", async () => {
  const { port1, port2 } = new MessageChannel();
  expose(thrower, port1);
  const remote = wrap<typeof thrower>(port2);
  try {
    const { failure } = await assertRejects(() => remote.data(), DemlError);
    assertEquals(failure, { kind: "data/csv-rows", rows: 2, expected: 3 } as typeof failure);
    await assertRejects(() => remote.other(), Error, "Array buffer allocation failed");
  } finally {
    port1.close();
    port2.close();
  }
});
