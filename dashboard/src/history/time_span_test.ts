import { assertEquals } from "@std/assert";
import { timeSpanOf } from "./time_span.ts";

const places = (...times: (number | undefined)[]) =>
  new Map(times.map((submittedAt, id) => [id, { submittedAt } as never]));
const points = (...times: number[]) => times.map((time) => ({ time }));

Deno.test("a chart spans submissions and scores, with a little room", () => {
  assertEquals(
    timeSpanOf({ places: places(2_400, undefined, 3_000), ended: undefined }, points(3_600, 4_800)),
    { start: 2_300, end: 4_900 },
  );
  assertEquals(timeSpanOf({ places: places(), ended: undefined }, points(0, 240)), {
    start: -10,
    end: 250,
  });
  assertEquals(timeSpanOf({ places: places(1), ended: undefined }, []), undefined);
});

Deno.test("an end soon after the last score is in it, a late one is not", () => {
  const span = (at: number) =>
    timeSpanOf({ places: places(), ended: { at } as never }, points(0, 2_400))?.end;
  assertEquals(span(4_800), 4_800 + 200);
  assertEquals(span(4_801), 2_400 + 100);
});

Deno.test("one moment is in the middle of a minute", () => {
  const { start, end } = timeSpanOf({ places: places(), ended: undefined }, points(1_000))!;
  assertEquals([(start + end) / 2, end - start], [1_000, 65]);
});
