/** What a chart holds: the points where they belong, every name, and labels that do not overlap. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { drawPanels, spread } from "./chart.ts";
import type { Point } from "./exponent.ts";
import { fitted } from "./series.ts";

const series = (name: string, points: Point[]) =>
  fitted({ name, against: "models", unit: "gas", limit: "linear", points });
const linear = series("a < b & c", [[1, 10], [10, 100], [100, 1_000]]);
const flat = series("flat", [[1, 10], [10, 10], [100, 10]]);

/** The corners of the nth line, in pixels. */
function cornersOf(svg: string, index: number): [number, number][] {
  const [, path] = [...svg.matchAll(/class="line"[^>]* d="M([^"]+)"/g)][index]!;
  return path!.split("L").map((place) => place.split(" ").map(Number) as [number, number]);
}

Deno.test("equal factors are equally far apart, on both axes", () => {
  const svg = drawPanels("A test", [{ title: "gas", series: [linear, flat] }]);
  const [[x0, y0], [x1, y1], [x2, y2]] = cornersOf(svg, 0) as [
    [number, number],
    [number, number],
    [number, number],
  ];
  assert(x1 > x0 && y1 < y0, "it rises to the right");
  assert(Math.abs((x2 - x1) - (x1 - x0)) < 0.3);
  assert(Math.abs((y2 - y1) - (y1 - y0)) < 0.3);
  assertEquals(new Set(cornersOf(svg, 1).map(([, y]) => y)).size, 1, "flat is flat");
});

Deno.test("every series is named with its exponent, and text is escaped", () => {
  const svg = drawPanels("A <test>", [{ title: "gas", series: [linear, flat] }]);
  assertStringIncludes(svg, "a &lt; b &amp; c, 1.00</text>");
  assertStringIncludes(svg, "flat, 0.00</text>");
  assertStringIncludes(svg, "<title>A &lt;test></title>");
  assertStringIncludes(svg, "prefers-color-scheme: dark");
});

Deno.test("panels stand in two columns", () => {
  const panel = { title: "gas", series: [linear] };
  const svg = drawPanels("A test", [panel, panel, panel]);
  assertEquals(
    [...svg.matchAll(/<g transform="translate\((\d+) (\d+)\)">/g)].map(([, x, y]) => [x, y]),
    [
      ["0", "0"],
      ["460", "0"],
      ["0", "260"],
    ],
  );
  assertStringIncludes(svg, 'viewBox="0 0 920 544"');
});

Deno.test("labels keep their order and their distance, above the last place", () => {
  assertEquals(spread([50, 200, 51], 14, 230), [37, 200, 51]);
  assertEquals(spread([230, 230], 14, 230), [216, 230]);
});
