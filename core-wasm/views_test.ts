import { assertEquals, assertThrows } from "@std/assert";
import { loadCore } from "./mod.ts";

const core = loadCore();

Deno.test("of two lists, each must be of whole numbers and as long as the other", () => {
  core.scope((views) => {
    const [ints, floats] = [views.put(Int32Array.of(1, 0, 1)), views.put(new Float32Array(3))];
    const scores = views.put(Float32Array.of(0, 1, 1, 0, 1, 0));
    const short = views.put(new Int32Array(2));
    const wrong = floats as never;
    for (
      const call of [
        () => views.countEqual(wrong, ints),
        () => views.countEqual(ints, wrong),
        () => views.confusion(wrong, ints, 2),
        () => views.confusion(ints, wrong, 2),
        () => views.topK(scores, 2, wrong, 1),
        () => views.topK(ints as never, 1, ints, 1),
      ]
    ) assertThrows(call, TypeError);
    assertThrows(() => views.countEqual(ints, short), RangeError);
    assertThrows(() => views.countEqual(short, ints), RangeError);
    assertThrows(() => views.confusion(short, ints, 2), RangeError);
    assertThrows(() => views.topK(scores, 2, short, 1), RangeError);
    assertThrows(() => views.topK(scores, 4, short, 1), RangeError);
    assertEquals(views.countEqual(ints, ints), 3);
    assertEquals(views.topK(scores, 2, ints, 1), 2);
    assertEquals(views.topK(scores, 2, ints, 2), 3);
    assertEquals([...views.confusion(ints, ints, 2).view], [1, 0, 0, 2]);
  });
});

Deno.test("labels go where they are asked to go, if there is exactly room for them", () => {
  const { region, release } = core.hold(Int32Array, 4);
  region.view.fill(7);
  core.scope((views) => {
    const scores = views.put(Float32Array.of(0, 1, 1, 0));
    assertEquals(views.argmax(scores, 2, region.subarray(1, 3)).copy(), Int32Array.of(1, 0));
    assertThrows(() => views.argmax(scores, 2, region), RangeError, "room for 4 labels");
    assertThrows(() => views.argmax(scores, 2, scores as never), TypeError);
    assertThrows(() => views.threshold(scores, region.subarray(1)), RangeError);
  });
  assertEquals([...region.view], [7, 1, 0, 7]);
  core.scope((views) => views.threshold(views.put(Float32Array.of(0.5, 0, 1, 0.1)), region));
  assertEquals([...region.view], [1, 0, 1, 0]);
  release();
});

Deno.test("a sample tree takes rows from the core's memory as it takes the caller's", () => {
  const rows = Uint8Array.from({ length: 24 }, (_, at) => at);
  const [copied, inPlace] = [
    core.sampleTree(new Uint8Array(32)),
    core.sampleTree(new Uint8Array(32)),
  ];
  copied.add(rows, 8);
  core.scope((views) => inPlace.add(views.put(rows), 8));
  assertEquals(inPlace.root(), copied.root());
});

Deno.test("values that make no whole rows are refused", () => {
  const options = { plane: 2, channels: 3, scale: 1, mean: [0, 0, 0], std: [1, 1, 1] };
  assertEquals(core.normalise(new Float32Array(12), options).length, 12);
  for (const length of [1, 5, 7, 10]) {
    assertThrows(() => core.normalise(new Float32Array(length), options), RangeError);
  }
  assertThrows(() => core.unshuffle(new Uint8Array(7), 4), RangeError);
  assertThrows(() => core.swapAxes(new Uint8Array(7), 2, 3), RangeError);
  assertThrows(() => core.argmax(new Float32Array(7), 3), RangeError);
});
