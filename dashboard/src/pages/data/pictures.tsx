/** The rows as pictures, in a grid of only the visible ones. */
import { useEffect, useRef, useState } from "react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { Dialog } from "../../components/dialog.tsx";
import { Facts } from "../../components/facts.tsx";
import { type PictureShape, pixelsOf } from "../../data/picture.ts";
import { type Opened, useWindow } from "./use_table.ts";

/** Pixels of a cell: the picture, and its label below. */
const CELL = 84;
const HEIGHT = 112;

interface Shown {
  row: number;
  label: number;
  prediction: number | undefined;
  values: Float32Array;
}

export function Pictures({ opened, chosen, shape, nameOf }: {
  opened: Opened;
  chosen: { count: number; version: number };
  shape: PictureShape;
  nameOf(label: number): string;
}) {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(800);
  const [large, setLarge] = useState<Shown>();
  useEffect(() => {
    const watcher = new ResizeObserver(() => setWidth(box.current?.clientWidth ?? 800));
    if (box.current) watcher.observe(box.current);
    return () => watcher.disconnect();
  }, []);
  const columns = Math.max(1, Math.floor(width / CELL));
  const lines = useVirtualizer({
    count: Math.ceil(chosen.count / columns),
    getScrollElement: () => box.current,
    estimateSize: () => HEIGHT,
    overscan: 3,
  });
  const visible = lines.getVirtualItems();
  const from = (visible[0]?.index ?? 0) * columns;
  const to = Math.min(chosen.count, ((visible.at(-1)?.index ?? 0) + 1) * columns) - 1;
  const at = useWindow(opened, chosen.version, from, to);
  const { features } = opened.facts;
  const shownAt = (position: number): Shown | undefined => {
    const found = at(position);
    if (!found) return undefined;
    const { window, index } = found;
    const [row, label] = [window.rows[index], window.labels[index]];
    if (row === undefined || label === undefined) return undefined;
    return {
      row,
      label,
      prediction: window.predictions?.[index],
      values: window.values.subarray(index * features, (index + 1) * features),
    };
  };
  return (
    <>
      <div ref={box} className="virtual" tabIndex={0} role="region" aria-label="Pictures">
        <div style={{ height: lines.getTotalSize(), position: "relative" }}>
          {visible.map(({ index: line, start }) => (
            <div key={line} className="pictures" style={{ top: start, height: HEIGHT }}>
              {Array.from(
                { length: Math.max(0, Math.min(columns, chosen.count - line * columns)) },
                (_, column) => (
                  <Cell
                    key={column}
                    shown={shownAt(line * columns + column)}
                    shape={shape}
                    nameOf={nameOf}
                    enlarge={setLarge}
                  />
                ),
              )}
            </div>
          ))}
        </div>
      </div>
      {large && (
        <Dialog title={`Row ${large.row + 1}`} close={() => setLarge(undefined)}>
          <Picture values={large.values} shape={shape} size={280} />
          <Facts
            of={[
              ["Label", nameOf(large.label)],
              ...(large.prediction === undefined
                ? []
                : [["Your model said", nameOf(large.prediction)] as [string, string]]),
              ["Values", rangeOf(large.values)],
            ]}
          />
        </Dialog>
      )}
    </>
  );
}

function Cell({ shown, shape, nameOf, enlarge }: {
  shown: Shown | undefined;
  shape: PictureShape;
  nameOf(label: number): string;
  enlarge(shown: Shown): void;
}) {
  if (shown === undefined) return <span className="picture" style={{ width: CELL }} />;
  const { label, prediction, row } = shown;
  const wrong = prediction !== undefined && prediction !== label;
  return (
    <button
      type="button"
      className={`picture ${wrong ? "wrong" : ""}`}
      style={{ width: CELL }}
      onClick={() => enlarge(shown)}
    >
      <Picture values={shown.values} shape={shape} size={CELL - 16} />
      <span>
        <span className="visually-hidden">Row {row + 1}, label</span> {nameOf(label)}
        {wrong && (
          <b>
            <span className="visually-hidden">, your model said</span> → {nameOf(prediction)}
          </b>
        )}
      </span>
    </button>
  );
}

/** One row, drawn. */
export function Picture({ values, shape, size }: {
  values: Float32Array;
  shape: PictureShape;
  size: number;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height } = shape;
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    context?.putImageData(new ImageData(pixelsOf(values, shape), width, height), 0, 0);
  }, [values, shape, width, height]);
  return (
    <canvas
      ref={canvas}
      width={width}
      height={height}
      style={{ width: size, height: (size * height) / width, imageRendering: "pixelated" }}
      aria-hidden="true"
    />
  );
}

function rangeOf(values: Float32Array): string {
  const low = values.reduce((a, b) => Math.min(a, b), Infinity);
  const high = values.reduce((a, b) => Math.max(a, b), -Infinity);
  return `${values.length}, from ${low} to ${high}`;
}
