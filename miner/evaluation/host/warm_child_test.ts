import { assert, assertEquals, assertRejects } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { DemlError } from "../../../protocol/errors.ts";
import { mnistIdx } from "../../dataset/mnist.ts";
import { MNIST_AS_IDX, mnistSpec } from "../../dataset/mnist_spec.ts";
import { busyTime } from "../limits.ts";
import type { EvaluationPlan } from "./evaluator_types.ts";
import { timeOf, WarmChild } from "./warm_child.ts";

const PLAN: EvaluationPlan = {
  engine: "wasm",
  limits: { unpackedBytes: 1_000_000, multiplyAdds: 1_000 },
  bytes: 1_000,
  rows: 10,
};

/** Runs work while the test's own clock advances this many milliseconds at each reading. */
async function faster<T>(milliseconds: number, work: () => Promise<T>): Promise<T> {
  const clock = performance.now;
  let later = 0;
  performance.now = () => clock.call(performance) + (later += milliseconds);
  try {
    return await work();
  } finally {
    performance.now = clock;
  }
}

Deno.test("a child is kept while it is fresh and suits, and replaced if it is worn or has ended", async () => {
  let started = 0;
  const place = new WarmChild({ sandbox: "off", memory: 2e9 }, () => started++);
  try {
    const first = await place.start(PLAN);
    const ask = () => first.ask({ type: "samples", rows: [] }, [], { within: 9_000, maxBody: 0 });
    assertEquals((await ask()).header.type, "failed", "it has no competition yet");
    assertEquals((await place.start(PLAN)).pid, first.pid);
    await faster(busyTime(timeOf({}, PLAN)), ask);
    const second = await place.start(PLAN);
    assert(second.pid !== first.pid && first.dead, "it was worn");
    Deno.kill(second.pid, "SIGKILL");
    await assertRejects(
      () => second.ask({ type: "samples", rows: [] }, [], { within: 9_000, maxBody: 0 }),
      DemlError,
    );
    const third = await place.start(PLAN);
    assert(third.pid !== second.pid, "it had ended");
    const roomier = { ...PLAN, engine: "native" as const };
    assert((await place.start(roomier)).pid !== third.pid, "it had another engine");
    assertEquals(started, 4);
  } finally {
    await place.drop();
  }
});

Deno.test("a place is warm as long as its child holds data", async () => {
  const place = new WarmChild({ sandbox: "off", memory: 2e9 }, () => {});
  try {
    const seen = [place.warm];
    const { images: data, labels } = await mnistIdx("test");
    await place.hold({ spec: mnistSpec(MNIST_AS_IDX), part: "test", data, labels });
    seen.push(place.warm);
    await place.drop();
    assertEquals([...seen, place.warm], [false, true, false]);
  } finally {
    await place.drop();
  }
});

Deno.test("a child that says it kept a permission is not asked anything", async () => {
  const module = fromFileUrl(new URL("../../../tests/sandbox/greedy_child.ts", import.meta.url));
  const place = new WarmChild({ sandbox: "off", memory: 2e9, module }, () => {});
  const error = await assertRejects(() => place.start(PLAN), DemlError);
  assertEquals(error.failure, { kind: "evaluator/child", how: "protocol", sign: "permitted" });
});
