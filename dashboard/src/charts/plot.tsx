/**
 * A chart by uPlot, in the page's colours and size. What it shows must also be there as text: a
 * canvas says nothing to a screen reader.
 *
 * @module
 */
import { useEffect, useRef, useState } from "react";
import Chart from "uplot";
import "uplot/dist/uPlot.min.css";

/** The page's colours at present, as a canvas needs them. */
export interface Colours {
  ink: string;
  soft: string;
  line: string;
  card: string;
  accent: string;
  blue: string;
  gold: string;
  bad: string;
}

const NAMES = ["ink", "soft", "line", "card", "accent", "blue", "gold", "bad"] as const;

function coloursOf(element: Element): Colours {
  const style = getComputedStyle(element);
  return Object.fromEntries(
    NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]),
  ) as unknown as Colours;
}

interface Props {
  /** x first, then each series; `undefined` and null are gaps */
  data: Chart.AlignedData;
  /** All but the size; called again when the colours change */
  options(colours: Colours): Omit<Chart.Options, "width" | "height">;
  /** What the pointer is at, if anything: a card beside it */
  hint?(at: { x: number; y: number; index: number }): React.ReactNode;
}

/** How far from its point a card begins, in pixels. */
const APART = 14;

export function Plot({ data, options, hint }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [turn, setTurn] = useState(0);
  const [at, setAt] = useState<
    { left: number; top: number; index: number; x: number; y: number }
  >();

  useEffect(() => {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const redraw = () => setTurn((count) => count + 1);
    dark.addEventListener("change", redraw);
    const themes = new MutationObserver(redraw);
    themes.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    return () => {
      dark.removeEventListener("change", redraw);
      themes.disconnect();
    };
  }, []);

  useEffect(() => {
    const place = box.current;
    if (place === null) return;
    const size = () => ({ width: place.clientWidth, height: place.clientHeight });
    const given = options(coloursOf(place));
    const chart = new Chart(
      {
        legend: { show: false },
        ...given,
        ...size(),
        hooks: {
          ...given.hooks,
          setCursor: [
            (self) => {
              const { left = -1, top = -1, idx } = self.cursor;
              if (left < 0 || idx === null || idx === undefined) return setAt(undefined);
              setAt({
                left: left + self.over.offsetLeft,
                top: top + self.over.offsetTop,
                index: idx,
                x: self.posToVal(left, "x"),
                y: self.posToVal(top, "y"),
              });
            },
          ],
        },
      },
      data,
      place,
    );
    const resized = new ResizeObserver(() => chart.setSize(size()));
    resized.observe(place);
    return () => {
      resized.disconnect();
      chart.destroy();
    };
  }, [data, options, turn]);

  const shown = at && hint?.(at);
  return (
    <div className="chart" aria-hidden="true">
      <div ref={box} className="plot" />
      {at && shown && (
        <div
          className="card hint-card floating"
          style={{
            top: at.top + APART,
            // On the side with more room.
            ...(at.left < (box.current?.clientWidth ?? 0) / 2
              ? { left: at.left + APART }
              : { right: (box.current?.clientWidth ?? 0) - at.left + APART }),
          }}
        >
          {shown}
        </div>
      )}
    </div>
  );
}

/** Pixels of an axis below a chart. */
export const HIGH = 30;

/** Axes in the page's colours. */
export function axis({ soft, line }: Colours, more: Chart.Axis): Chart.Axis {
  return {
    stroke: soft,
    font: "12px system-ui, sans-serif",
    grid: { stroke: line, width: 1 },
    ticks: { stroke: line, width: 1, size: 4 },
    ...more,
  };
}
