/**
 * Growth as a picture: an SVG of small charts, both of whose axes are logarithmic, so that a power is
 * a straight line and its exponent the slope.
 *
 * Written by hand: the charting libraries at hand draw on a canvas or need a document.
 *
 * @module
 */
import { type Fitted, rounded } from "./series.ts";

/** One chart of a picture: series against one thing. */
export interface Panel {
  title: string;
  series: readonly Fitted[];
}

/** Pixels of a panel, and around the plot in it. */
const WIDTH = 460;
const HEIGHT = 260;
const MARGIN = { top: 34, right: 216, bottom: 30, left: 52 };
const COLUMNS = 2;
/** Below all panels, and its pixels. */
const NOTE = "Both axes are logarithmic. Dashed: linear growth. Numbers: exponents.";
const FOOT = 24;
/** Pixels between the labels of two lines. */
const LINE = 14;

/** Okabe and Ito's colours, which stay apart for colour-blind eyes; the yellow is too pale here. */
const COLOURS = [
  "#0072b2",
  "#d55e00",
  "#009e73",
  "#cc79a7",
  "#e69f00",
  "#56b4e9",
  "#7f7f7f",
];

/** Of text and lines, by the reader's scheme. */
const STYLE = `
svg { font: 11px system-ui, sans-serif; fill: #24292f; background: #fff }
.paper { fill: #fff }
.grid { stroke: #d8dee4; stroke-width: 1 }
.linear { stroke: #8c959f; stroke-width: 1; stroke-dasharray: 4 3 }
.title { font-weight: 600; font-size: 12px }
.line { fill: none; stroke-width: 1.75 }
@media (prefers-color-scheme: dark) {
  svg { fill: #e6edf3; background: #0d1117 }
  .paper { fill: #0d1117 }
  .grid { stroke: #30363d }
  .linear { stroke: #7d8590 }
}`;

/** Draws panels in two columns. */
export function drawPanels(description: string, panels: readonly Panel[]): string {
  const width = WIDTH * Math.min(COLUMNS, panels.length);
  const height = HEIGHT * Math.ceil(panels.length / COLUMNS) + FOOT;
  const drawn = panels.map((panel, index) => {
    const [x, y] = [WIDTH * (index % COLUMNS), HEIGHT * Math.floor(index / COLUMNS)];
    return `<g transform="translate(${x} ${y})">\n${drawPanel(panel)}\n</g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 ${width} ${height}">
<title>${escape(description)}</title>
<style>${STYLE}
</style>
<rect class="paper" width="${width}" height="${height}"/>
${drawn.join("\n")}
<text x="${MARGIN.left}" y="${height - 8}">${NOTE}</text>
</svg>
`;
}

/** A logarithmic axis: where a value lies, and the powers of ten on it. */
interface Axis {
  at(value: number): number;
  ticks: number[];
}

/** The axis from pixel to pixel that holds the values, between whole powers of ten. */
function axisOf(values: number[], from: number, to: number): Axis {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  return {
    at: (value) => from + (to - from) * (Math.log10(value) - low) / (high - low),
    ticks: Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index)),
  };
}

function drawPanel({ title, series }: Panel): string {
  const points = series.flatMap((each) => each.points);
  const [left, right] = [MARGIN.left, WIDTH - MARGIN.right];
  const [top, bottom] = [MARGIN.top, HEIGHT - MARGIN.bottom];
  const x = axisOf(points.map(([size]) => size), left, right);
  const y = axisOf(points.map(([, value]) => value), bottom, top);
  const marks = [
    `<text class="title" x="${left}" y="18">${escape(title)}</text>`,
    ...y.ticks.map((tick) =>
      `<path class="grid" d="M${left} ${px(y.at(tick))}H${right}"/>` +
      `<text x="${left - 6}" y="${px(y.at(tick) + 4)}" text-anchor="end">${short(tick)}</text>`
    ),
    ...x.ticks.map((tick) =>
      `<text x="${px(x.at(tick))}" y="${bottom + 17}" text-anchor="middle">${short(tick)}</text>`
    ),
    drawLinear(x, y),
  ];
  const ends = series.map(({ points }) => y.at(points.at(-1)![1]) + 4);
  const labels = spread(ends, LINE, bottom);
  const lines = series.map(({ name, points, exponent }, index) => {
    const colour = COLOURS[index % COLOURS.length]!;
    // The colours' second turn is dashed and hollow.
    const again = index >= COLOURS.length;
    const dash = again ? ' stroke-dasharray="5 3"' : "";
    const fill = again ? `class="paper" stroke="${colour}"` : `fill="${colour}"`;
    const places = points.map(([size, value]) => [px(x.at(size)), px(y.at(value))] as const);
    return `<path class="line" stroke="${colour}"${dash} d="M${
      places.map((place) => place.join(" ")).join("L")
    }"/>` +
      places.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="2.5" ${fill}/>`).join(
        "",
      ) +
      `<circle cx="${right + 10}" cy="${px(labels[index]! - 4)}" r="3" ${fill}/>` +
      `<text x="${right + 17}" y="${px(labels[index]!)}">${escape(name)}, ${
        rounded(exponent, 2)
      }</text>`;
  });
  return [...marks, ...lines].join("\n");
}

/** The slope of one, as far as it fits, from the lower left. */
function drawLinear(x: Axis, y: Axis): string {
  const decades = Math.min(x.ticks.length, y.ticks.length) - 1;
  const [from, low] = [x.ticks[0]!, y.ticks[0]!];
  const [to, high] = [from * 10 ** decades, low * 10 ** decades];
  return `<path class="linear" d="M${px(x.at(from))} ${px(y.at(low))}L${px(x.at(to))} ${
    px(y.at(high))
  }"/>`;
}

/** Moves places up, in their order, until they are `gap` apart; none is below `most`. */
export function spread(places: readonly number[], gap: number, most: number): number[] {
  const order = places.map((_, index) => index).sort((a, b) => places[a]! - places[b]!);
  const moved = [...places];
  let limit = most;
  for (const index of order.toReversed()) {
    moved[index] = Math.min(moved[index]!, limit);
    limit = moved[index]! - gap;
  }
  return moved;
}

/** A power of ten as people write it: 1k, 10M. */
function short(value: number): string {
  const unit = [[1e9, "G"], [1e6, "M"], [1e3, "k"]].find(([least]) => value >= Number(least));
  return unit === undefined ? String(value) : `${value / Number(unit[0])}${unit[1]}`;
}

function px(value: number): number {
  return Math.round(10 * value) / 10;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
